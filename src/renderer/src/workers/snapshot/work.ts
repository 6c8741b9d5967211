/**
 * What the worker of a heap snapshot does for the page: each kind of work with its input, what it tells
 * on the way and its answer. All of it is plain data.
 */
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import type {
  ConstructorRow,
  GrowthRow,
  IndexIntoNodes,
  PathStep,
  SnapshotTotals,
} from '#shared/heap-snapshot/index.ts'
import type { TreeColumns } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import type { Bytes } from '#shared/units.ts'

export interface SnapshotWork {
  /** Reads a file of the user's and parses it. */
  openFile: { input: { file: File }; told: OpenProgress; answer: OpenedSnapshot }
  /** Takes the next piece of a kept file, in base64. */
  takePiece: { input: { base64: string; totalBytes: Bytes }; told: never; answer: null }
  /** Parses the pieces taken. */
  parsePieces: { input: null; told: OpenProgress; answer: OpenedSnapshot }

  /** Instances of a constructor, those that retain most first. */
  instances: { input: InstancesQuestion; told: never; answer: RowsPage }
  /** What a node refers to, the names a developer gave first. */
  fields: { input: RowsQuestion; told: never; answer: RowsPage }
  /** What refers to a node, those that a developer named first. */
  retainers: { input: RowsQuestion; told: never; answer: RowsPage }
  node: { input: { node: IndexIntoNodes }; told: never; answer: NodeFacts }
  /** Who retains whom, merged by constructor. */
  memory: { input: null; told: never; answer: MemoryTree }

  /** Puts the snapshot into a port, for the worker of a later one. */
  lend: { input: { port: MessagePort }; told: never; answer: null }
  /** Compares with what another worker has put into the port: that is before, this one after. */
  compare: { input: { port: MessagePort }; told: never; answer: Comparison }
}

export interface OpenProgress {
  phase: 'reading' | 'parsing' | 'analysing'
  done: Bytes
  total: Bytes
}

export interface OpenedSnapshot {
  totals: SnapshotTotals
  /** What retains most first. */
  constructors: ConstructorRow[]
}

export interface RowsQuestion {
  node: IndexIntoNodes
  from: number
  count: number
}

export interface InstancesQuestion {
  name: string
  /** Only those that the compared snapshot does not have. */
  added: boolean
  from: number
  count: number
}

export interface RowsPage {
  rows: NodeRow[]
  /** How many there are in all. */
  total: number
}

/** A node, and how one comes to it from the one that was asked for. */
export interface NodeRow {
  node: IndexIntoNodes
  /** `.cache`, `[3]`; empty for an instance. */
  edge: string
  /** `Array`, `Object {url}`, `limit()`. */
  words: string
  /** V8's number of the object. */
  id: number
  shallowBytes: Bytes
  retainedBytes: Bytes
  /** Keeps nothing alive. */
  isWeak: boolean
  /** A reference of V8's, which no developer wrote. */
  isOfV8: boolean
}

export interface NodeFacts extends NodeRow {
  /** Its constructor. */
  name: string
  /** The text of a string. */
  text?: string
  /** Where a function, or the constructor of an object, is written. */
  file?: string
  /** 1-based. */
  line?: number
  /** 1-based. */
  column?: number
  /** From what is always alive down to the node; empty where nothing holds it. */
  path: PathStep[]
}

export interface MemoryTree {
  columns: TreeColumns
  /** Without samples. */
  profile: Profile
}

export interface Comparison {
  rows: Omit<GrowthRow, 'addedNodes'>[]
  /** What holds the growth, what holds most first. */
  retainers: LeakRetainer[]
  /** Both can be of one process; otherwise nothing of this means much. */
  isOneProcess: boolean
}
