/** Which constructors a table shows, and in which order. Pure. */

export interface Sort<Key extends string> {
  key: Key
  descending: boolean
}

/** Places of the rows whose name has `filter` in it, whatever the case, sorted; equal ones as they stand. */
export function placesInOrder<Key extends string>(
  rows: readonly ({ name: string } & Readonly<Record<Key, string | number>>)[],
  { key, descending }: Sort<Key>,
  filter: string,
): number[] {
  const wanted = filter.trim().toLowerCase()
  const places = [...rows.keys()].filter((place) => rows[place]?.name.toLowerCase().includes(wanted) === true)
  const turn = descending ? -1 : 1
  return places.sort((left, right) => turn * compare(rows[left]?.[key], rows[right]?.[key]) || left - right)
}

function compare(left: string | number | undefined, right: string | number | undefined): number {
  if (typeof left === 'string' && typeof right === 'string') return left.localeCompare(right, 'en')
  return Number(left ?? 0) - Number(right ?? 0)
}
