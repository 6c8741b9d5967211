import type { Index, IndexKey } from '../../schema/schema.ts'

/** Whether one index does the work of another; by their definitions alone. */

/** The same key, what it includes, predicate and access method. */
export function isDuplicate(one: Index, other: Index): boolean {
  return (
    one.accessMethod === other.accessMethod &&
    one.predicate === other.predicate &&
    one.keys.length === other.keys.length &&
    beginsWith(one.keys, other.keys, false) &&
    isSubset(one.include, other.include) &&
    isSubset(other.include, one.include)
  )
}

/**
 * `longer` answers all that `shorter` does: its key begins with that of the other (or with its opposite,
 * for a btree is read both ways), and it has all that the other includes.
 */
export function isCoveredBy(shorter: Index, longer: Index): boolean {
  if (shorter.accessMethod !== 'btree' || longer.accessMethod !== 'btree') return false
  if (shorter.predicate !== longer.predicate) return false
  const has = [...longer.include, ...longer.keys.flatMap(({ column }) => column ?? [])]
  if (!isSubset(shorter.include, has)) return false
  return beginsWith(longer.keys, shorter.keys, false) || beginsWith(longer.keys, shorter.keys, true)
}

function beginsWith(keys: readonly IndexKey[], start: readonly IndexKey[], backward: boolean): boolean {
  return (
    start.length <= keys.length &&
    start.every((key, place) => {
      const other = keys[place]
      return (
        other !== undefined &&
        key.text === other.text &&
        key.operatorClass === other.operatorClass &&
        key.collation === other.collation &&
        key.descending === (other.descending !== backward) &&
        key.nullsFirst === (other.nullsFirst !== backward)
      )
    })
  )
}

function isSubset(names: readonly string[], of: readonly string[]): boolean {
  return names.every((name) => of.includes(name))
}
