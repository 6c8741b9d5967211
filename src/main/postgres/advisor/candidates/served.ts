import type { Index, IndexKey, Table } from '../../schema/schema.ts'
import type { Candidate, KeyPart } from '../candidate.ts'

/**
 * The valid index of the table that does already what a candidate would: the same key, or one that
 * begins with it; no predicate, or the same; and nothing to include that it lacks.
 */
export function servingIndex(candidate: Omit<Candidate, 'queryIds'>, table: Table): Index | undefined {
  return table.indexes.find(
    (index) =>
      index.isValid &&
      index.accessMethod === candidate.accessMethod &&
      (index.predicate === undefined ||
        (candidate.predicate !== null && normal(index.predicate) === normal(candidate.predicate))) &&
      beginsWith(index, candidate) &&
      candidate.include.every(
        (name) => index.include.includes(name) || index.keys.some(({ column }) => column === name),
      ),
  )
}

function beginsWith(index: Index, { key, accessMethod }: Omit<Candidate, 'queryIds'>): boolean {
  // Of the others only btree sorts by its keys in order.
  if (accessMethod !== 'btree' && index.keys.length !== key.length) return false
  if (index.keys.length < key.length) return false
  const isSame = key.every((part, place) => isSamePart(part, index.keys[place], false))
  return isSame || key.every((part, place) => isSamePart(part, index.keys[place], true))
}

/** `backward`: as the index is when it is read from its end. */
function isSamePart(part: KeyPart, key: IndexKey | undefined, backward: boolean): boolean {
  if (!key || key.collation !== undefined) return false
  const name = part.kind === 'column' ? part.column : undefined
  if (part.kind === 'column' ? key.column !== name : normal(key.text) !== normal(part.expression))
    return false
  if (bare(part.opclass ?? undefined) !== bare(key.operatorClass)) return false
  return (
    part.descending === (key.descending !== backward) && part.nullsFirst === (key.nullsFirst !== backward)
  )
}

function bare(opclass: string | undefined): string | undefined {
  return opclass?.slice(opclass.lastIndexOf('.') + 1)
}

/** The server prints more parentheses, casts and spaces than people write. */
function normal(sql: string): string {
  return sql
    .replaceAll(/::(?:"[^"]+"|character varying|[a-z_ ]+?)(?=[^a-z_ ]|$)/g, '')
    .replaceAll(/[()\s]/g, '')
}
