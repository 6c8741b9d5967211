/** The rows of a tree of objects that are in sight, and where keys go among them. Pure. */
import { placeOfKey } from '#renderer/ui/place-of-key.ts'
import {
  constructorKey,
  nodeOfRow,
  parentOf,
  type RowKey,
  type SnapshotViewing,
} from '#renderer/stores/snapshots/model.ts'
import type { NodeRow } from '#renderer/workers/snapshot/work.ts'
import type { Failure } from '#shared/failure.ts'

export type TreeRow = { key: RowKey; depth: number } & (
  | { kind: 'constructor'; place: number; isUnfolded: boolean }
  | { kind: 'node'; row: NodeRow; isUnfolded: boolean }
  /** There are more than are loaded. */
  | { kind: 'more'; shown: number; total: number }
  | { kind: 'waiting' }
  | { kind: 'nothing' }
  | { kind: 'failed'; failure: Failure }
)

type Unfolded = SnapshotViewing['unfolded']

/** Constructors in their order, each with what is unfolded below it. */
export function rowsInSight(places: readonly number[], unfolded: Unfolded, added: boolean): TreeRow[] {
  const rows: TreeRow[] = []
  for (const place of places) {
    const key = constructorKey(place, added)
    rows.push({ kind: 'constructor', key, depth: 0, place, isUnfolded: unfolded.has(key) })
    if (unfolded.has(key)) addBelow(rows, unfolded, key)
  }
  return rows
}

/** Without recursion: objects may be unfolded as deep as one likes. */
function addBelow(rows: TreeRow[], unfolded: Unfolded, top: RowKey): void {
  const open: { key: RowKey; next: number; depth: number }[] = [{ key: top, next: 0, depth: 1 }]
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const { key, depth } = level
    const below = unfolded.get(key)
    if (below?.kind !== 'ready') {
      if (below?.kind === 'failed') {
        rows.push({ kind: 'failed', key: `${key}/failed`, depth, failure: below.failure })
      } else {
        rows.push({ kind: 'waiting', key: `${key}/waiting`, depth })
      }
      open.pop()
      continue
    }
    const { rows: loaded, total } = below.value
    const row = loaded[level.next]
    if (row === undefined) {
      if (total === 0) rows.push({ kind: 'nothing', key: `${key}/nothing`, depth })
      if (loaded.length < total)
        rows.push({ kind: 'more', key: `${key}/more`, depth, shown: loaded.length, total })
      open.pop()
      continue
    }
    const at = `${key}/${level.next++}`
    rows.push({ kind: 'node', key: at, depth, row, isUnfolded: unfolded.has(at) })
    if (unfolded.has(at)) open.push({ key: at, next: 0, depth: depth + 1 })
  }
}

export type TreeStep =
  | { kind: 'select'; key: RowKey | null }
  | { kind: 'unfold'; key: RowKey }
  | { kind: 'fold'; key: RowKey }
  /** Loads more below a row. */
  | { kind: 'more'; key: RowKey }

/** What a key does; null for one that does nothing here. */
export function treeStep(
  key: string,
  { rows, selected, page }: { rows: readonly TreeRow[]; selected: RowKey | null; page: number },
): TreeStep | null {
  const at = rows.findIndex((row) => row.key === selected)
  const row = rows[at]
  const to = placeOfKey(key, at, rows.length, page)
  if (to !== null) return { kind: 'select', key: rows[to]?.key ?? null }
  if (key === 'Escape') return selected === null ? null : { kind: 'select', key: null }
  if (row === undefined) return null
  const parent = parentOf(row.key)
  if (row.kind === 'more') return key === 'Enter' && parent !== null ? { kind: 'more', key: parent } : null
  const folds = row.kind === 'constructor' || row.kind === 'node'
  switch (key) {
    case 'ArrowRight':
      if (!folds) return null
      return row.isUnfolded
        ? { kind: 'select', key: rows[at + 1]?.key ?? row.key }
        : { kind: 'unfold', key: row.key }
    case 'ArrowLeft':
      if (folds && row.isUnfolded) return { kind: 'fold', key: row.key }
      return parent === null ? null : { kind: 'select', key: parent }
    case 'Enter':
      return folds ? { kind: row.isUnfolded ? 'fold' : 'unfold', key: row.key } : null
    default:
      return null
  }
}

/** The object of a row that is selected, where it is one. */
export function selectedRow({ unfolded, selected }: SnapshotViewing): NodeRow | null {
  return selected === null ? null : nodeOfRow(unfolded, selected)
}
