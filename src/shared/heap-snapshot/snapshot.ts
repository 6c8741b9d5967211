import { type ClassTable, classify } from './classes.ts'
import { findDistances } from './distances.ts'
import { type DominatorTree, findDominators } from './dominators.ts'
import { findHoldingEdges } from './holding-edges.ts'
import { type RetainerTable, findRetainers } from './retainers.ts'
import { SnapshotStrings, type StringColumns } from './strings.ts'
import type { EdgeTable, LocationTable, NodeTable, SnapshotTables } from './tables.ts'

export type SnapshotColumns = Omit<SnapshotTables, 'strings'> & { strings: StringColumns }

/**
 * A heap snapshot: the file's columns, and what is derived from them when it is first asked for and kept
 * from then on. All of it goes when the snapshot is let go of.
 */
export class HeapSnapshot {
  readonly nodes: NodeTable
  readonly edges: EdgeTable
  readonly locations: LocationTable
  readonly strings: SnapshotStrings
  readonly #tables: SnapshotTables
  #retainers: RetainerTable | undefined
  #holds: Uint8Array | undefined
  #dominators: DominatorTree | undefined
  #classes: ClassTable | undefined
  #distances: Int32Array | undefined

  constructor(tables: SnapshotTables) {
    this.#tables = tables
    this.nodes = tables.nodes
    this.edges = tables.edges
    this.locations = tables.locations
    this.strings = tables.strings
  }

  /** All that is not derived as plain data, which can go to another thread; not a copy. */
  get columns(): SnapshotColumns {
    return { ...this.#tables, strings: this.strings.columns }
  }

  static fromColumns({ strings, ...tables }: SnapshotColumns): HeapSnapshot {
    return new HeapSnapshot({ ...tables, strings: new SnapshotStrings(strings.bytes, strings.start) })
  }

  /** Edges by where they lead. */
  get retainers(): RetainerTable {
    this.#retainers ??= findRetainers(this.nodes, this.edges)
    return this.#retainers
  }

  /** For each edge whether it keeps alive what it leads to. */
  get holds(): Uint8Array {
    this.#holds ??= findHoldingEdges(this.#tables)
    return this.#holds
  }

  get dominators(): DominatorTree {
    this.#dominators ??= findDominators(this.nodes, this.edges, this)
    return this.#dominators
  }

  get classes(): ClassTable {
    this.#classes ??= classify(this.#tables)
    return this.#classes
  }

  get distances(): Int32Array {
    this.#distances ??= findDistances(this.#tables)
    return this.#distances
  }
}
