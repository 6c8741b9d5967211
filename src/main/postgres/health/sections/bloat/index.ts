import { only } from '../../query.ts'
import { limitation, type Section } from '../../section.ts'
import { counted } from '../../../wording.ts'
import { isSuspect, judgeBloat } from './judge.ts'
import { measureTables } from './measure.ts'
import { indexBloatQuery, tableBloatQuery } from './queries.ts'

export const bloat: Section = {
  id: 'bloat',
  title: 'Bloat of tables and indexes',
  async examine(examination) {
    const { server, read, limit } = examination
    const tables = await read(tableBloatQuery)
    const indexesQuery = indexBloatQuery(server.version)
    const indexes = await read(indexesQuery)
    const measured = await measureTables(examination, tables.filter(isSuspect))
    const unknown = tables.filter((row) => row.neededBytes === null).length
    if (unknown > 0) {
      limit(
        limitation(
          `The bloat of ${counted(unknown, 'table')} could not be estimated: they were never analyzed, or ${server.role} may not read them.`,
          `Run ANALYZE; statistics of columns show only to roles that may SELECT from them (GRANT pg_read_all_data TO ${server.role}).`,
        ),
      )
    }
    const diagnosis = judgeBloat(tables, indexes, measured, (row) =>
      only(indexesQuery, { schema: row.schema, index: row.index }),
    )
    return unknown > 0 && unknown === tables.length ? { ...diagnosis, unknown: true } : diagnosis
  },
}
