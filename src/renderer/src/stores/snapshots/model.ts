/** What the page of heap snapshots knows: what was read, how each is shown, what its worker answered. */
import type { Failure } from '#shared/failure.ts'
import type { TreeLayout } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import type {
  Comparison,
  NodeFacts,
  NodeRow,
  OpenedSnapshot,
  OpenProgress,
  RowsPage,
} from '#renderer/workers/snapshot/work.ts'
import type { ProfileSource } from '../profiles/model.ts'

export type Loaded<T> =
  | { kind: 'reading' }
  | { kind: 'ready'; value: T }
  | { kind: 'failed'; failure: Failure }

export type SnapshotView = 'constructors' | 'growth' | 'memory'
export const snapshotViews: readonly SnapshotView[] = ['constructors', 'growth', 'memory']

export interface SnapshotSource {
  /** The same as that of the open file in the list of profiles. */
  id: string
  name: string
  source: ProfileSource
}

export interface OpenSnapshot extends SnapshotSource {
  state:
    | { kind: 'reading'; progress: OpenProgress | null }
    | { kind: 'failed'; failure: Failure }
    | { kind: 'ready'; opened: OpenedSnapshot; viewing: SnapshotViewing }
}

/** A list of nodes that is shown below a row: those loaded so far. */
export type Unfolded = Loaded<RowsPage>

/**
 * Rows of the tree of objects are named by how one comes to them: `=7` the eighth constructor, `+7` what
 * was added of the eighth that changed, `=7/3` the fourth instance, `=7/3/0` the first field of that.
 */
export type RowKey = string

export interface SnapshotViewing {
  view: SnapshotView
  /** Of constructors, by a part of their name. */
  filter: string
  unfolded: ReadonlyMap<RowKey, Unfolded>
  selected: RowKey | null
  /** Of the selected row, where it is an object. */
  facts: Loaded<NodeFacts> | null
  /** What refers to the selected object. */
  retainers: Loaded<RowsPage> | null
  memory: Loaded<MemoryChart> | null
  /** The earlier snapshot that this one is compared with. */
  before: SnapshotSource | null
  comparison: Loaded<Comparison> | null
}

export interface MemoryChart {
  layout: TreeLayout
  profile: Profile
}

/** Rows that are loaded at a time. */
export const pageLength = 100

export const firstViewing: SnapshotViewing = {
  view: 'constructors',
  filter: '',
  unfolded: new Map(),
  selected: null,
  facts: null,
  retainers: null,
  memory: null,
  before: null,
  comparison: null,
}

/** Of a constructor by its place in the table; `added`: in that of the comparison. */
export function constructorKey(place: number, added: boolean): RowKey {
  return `${added ? '+' : '='}${place}`
}

/** The constructor that a key begins with; undefined where the table has no such. */
export function constructorOf(
  { opened, viewing }: { opened: OpenedSnapshot; viewing: SnapshotViewing },
  key: RowKey,
): { name: string; added: boolean } | undefined {
  const added = key.startsWith('+')
  const place = Number(key.slice(1).split('/')[0])
  const compared = viewing.comparison?.kind === 'ready' ? viewing.comparison.value.rows : []
  const name = (added ? compared : opened.constructors)[place]?.name
  return name === undefined ? undefined : { name, added }
}

/** The key of the row above; null for a constructor. */
export function parentOf(key: RowKey): RowKey | null {
  const slash = key.lastIndexOf('/')
  return slash === -1 ? null : key.slice(0, slash)
}

/** The object that a row stands for; null for constructors and what is not loaded. */
export function nodeOfRow(unfolded: SnapshotViewing['unfolded'], key: RowKey): NodeRow | null {
  const parent = parentOf(key)
  if (parent === null) return null
  const page = unfolded.get(parent)
  const place = Number(key.slice(parent.length + 1))
  return page?.kind === 'ready' ? (page.value.rows[place] ?? null) : null
}
