import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import type { Table } from '../../schema/schema.ts'
import { bytes, list, percent } from '../../wording.ts'
import { rowsPerCall, type StatementRule } from './rule.ts'
import type { StoredWidths } from './stored-widths.ts'

/** Bytes. A column of less is read along without being felt. */
const wide = 256
/** The wide ones are most of the row, or there is little to leave out. */
const leastShare = 0.5
/** What one run sends for nothing has to be worth a change. */
const leastWaste = 16 * 1024

/** `SELECT *` from a table with columns that are wider than all the others together. */
export const selectStar: StatementRule = {
  kind: 'select-star-wide',
  find: ({ statements, storedWidths }) =>
    statements.flatMap(({ statement, shape }) => {
      const [outer] = shape.blocks
      if (shape.command !== 'SELECT' || !outer) return []
      return outer.stars.flatMap(({ source }) => {
        const table = outer.sources[source]?.name?.table
        if (!table) return []
        const { narrow, wideOnes, rowBytes, wideBytes } = widths(table, storedWidths)
        const waste = wideBytes * rowsPerCall(statement)
        if (wideOnes.length === 0 || wideBytes / rowBytes < leastShare || waste < leastWaste) return []
        const names = wideOnes.map(({ name }) => name)
        return [
          {
            statement,
            title: `SELECT * reads ${list(names)}: ${percent(wideBytes / rowBytes)} of each row of ${table.name}`,
            detail: `A row of ${table.name} is about ${bytes(rowBytes)}, ${bytes(wideBytes)} of it in ${list(names)}. One run sends ${bytes(waste)} of these${wideBytes > 2000 ? ', fetched from the TOAST table and unpacked first' : ''}.`,
            advice: `Name the columns that are shown. If ${list(names)} ${names.length === 1 ? 'is' : 'are'} needed after all, fetch ${names.length === 1 ? 'it' : 'them'} for the row that is opened.`,
            evidence: [
              { label: 'Bytes a row', value: bytes(rowBytes) },
              ...wideOnes.map(({ name, width }) => ({ label: name, value: bytes(width) })),
            ],
            rewrite: {
              title: 'The columns without the wide ones',
              sql: `SELECT ${narrow.map(({ name }) => quoteIdentifier(name)).join(', ')}\nFROM ${quoteIdentifier(table.name)} …`,
              note: 'Take in place of the star; everything from FROM on stays.',
            },
            proposals: [],
          },
        ]
      })
    }),
}

function widths({ oid, columns }: Table, stored: StoredWidths) {
  const measured = columns
    .filter(({ statistics }) => statistics !== undefined)
    .map(({ name, width }) => ({ name, width: Math.max(width, stored.get(oid)?.get(name) ?? 0) }))
  const wideOnes = measured.filter(({ width }) => width >= wide)
  const sum = (list: typeof measured): number => list.reduce((total, { width }) => total + width, 0)
  return {
    narrow: columns.filter(({ name }) => !wideOnes.some((column) => column.name === name)),
    wideOnes,
    rowBytes: Math.max(1, sum(measured)),
    wideBytes: sum(wideOnes),
  }
}
