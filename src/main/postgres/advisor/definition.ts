import { quoteIdentifier } from '../explain/account/quote-identifier.ts'
import type { Candidate, KeyPart } from './candidate.ts'

/** What Postgres keeps of a name: NAMEDATALEN less one. */
const LONGEST_NAME = 63

/** `CREATE INDEX [CONCURRENTLY] name ON …` of a candidate, every name quoted where it needs to be. */
export function createIndexSql(
  candidate: Omit<Candidate, 'queryIds'>,
  { name, concurrently }: { name?: string; concurrently: boolean },
): string {
  const { schema, table, accessMethod, key, include, predicate } = candidate
  return [
    'CREATE INDEX',
    concurrently ? ' CONCURRENTLY' : '',
    name === undefined ? '' : ` ${quoteIdentifier(name)}`,
    ` ON ${quoteIdentifier(schema)}.${quoteIdentifier(table)}`,
    accessMethod === 'btree' ? '' : ` USING ${quoteIdentifier(accessMethod)}`,
    ` (${key.map(keyPartSql).join(', ')})`,
    include.length === 0 ? '' : ` INCLUDE (${include.map(quoteIdentifier).join(', ')})`,
    predicate === null ? '' : ` WHERE ${predicate}`,
  ].join('')
}

/** One key part as CREATE INDEX takes it; what is the default is left out. */
export function keyPartSql(part: KeyPart): string {
  const { opclass, descending, nullsFirst } = part
  return [
    part.kind === 'column' ? quoteIdentifier(part.column) : `(${part.expression})`,
    opclass === null ? '' : ` ${opclass}`,
    descending ? ' DESC' : '',
    nullsFirst === descending ? '' : ` NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
  ].join('')
}

/**
 * The name that Postgres itself would choose, `table_column_column_idx`, cut as it cuts to 63 bytes,
 * with a number behind it where it is taken. The name is added to `taken`: names of relations of the
 * schema.
 */
export function chooseIndexName(candidate: Omit<Candidate, 'queryIds'>, taken: Set<string>): string {
  const columns = columnNames(candidate).join('_')
  for (let number = 0; ; number++) {
    const name = fittingName(candidate.table, columns, `idx${number === 0 ? '' : String(number)}`)
    if (taken.has(name)) continue
    taken.add(name)
    return name
  }
}

/** As in `ChooseIndexColumnNames`: an expression is called by its function, or `expr`; a name that comes twice is numbered. */
function columnNames({ key, include }: Pick<Candidate, 'key' | 'include'>): string[] {
  const names: string[] = []
  const wanted = [
    ...key.map((part) => (part.kind === 'column' ? part.column : expressionName(part.expression))),
    ...include,
  ]
  for (const name of wanted) {
    let unique = name
    for (let number = 1; names.includes(unique); number++) unique = `${name}${number}`
    names.push(unique)
  }
  return names
}

/** Only for a name: a wrong guess makes an unusual one, nothing worse. */
function expressionName(expression: string): string {
  return /^([a-z_][a-z0-9_]*)\(/.exec(expression)?.[1] ?? 'expr'
}

/** As `makeObjectName`: the longer of the two parts gives way first. */
function fittingName(table: string, columns: string, label: string): string {
  const room = LONGEST_NAME - Buffer.byteLength(label) - 2
  let tableBytes = Buffer.byteLength(table)
  let columnBytes = Buffer.byteLength(columns)
  while (tableBytes + columnBytes > room) {
    if (tableBytes > columnBytes) tableBytes--
    else columnBytes--
  }
  return `${clip(table, tableBytes)}_${clip(columns, columnBytes)}_${label}`
}

/** At most so many bytes, no character cut in two. */
function clip(text: string, bytes: number): string {
  let clipped = ''
  let size = 0
  for (const character of text) {
    size += Buffer.byteLength(character)
    if (size > bytes) break
    clipped += character
  }
  return clipped
}
