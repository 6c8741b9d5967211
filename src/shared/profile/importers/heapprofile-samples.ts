import type { JsonBytes } from '../../json-bytes/index.ts'
import type { ProfileBuilder } from '../build.ts'
import { Float64Column, Int32Column } from '../column.ts'
import { IdTable } from './id-table.ts'

interface PlacedNodes {
  /** 0 where a node has none. */
  ids: Int32Column
  /** Bytes of the node alone. */
  sizes: Float64Column
  rows: Int32Array
}

/** The `samples` of a heap profile: size, node and place in time of each, not in the order of time. */
export class HeapSamples {
  readonly #size = new Float64Column()
  readonly #nodeId = new Int32Column()
  readonly #ordinal = new Float64Column()

  read(json: JsonBytes): void {
    json.array()
    while (json.next()) {
      let size = 0
      let nodeId = 0
      let ordinal = 0
      json.object()
      for (let key = json.key(); key !== null; key = json.key()) {
        if (key === 'size') size = json.number()
        else if (key === 'nodeId') nodeId = json.number()
        else if (key === 'ordinal') ordinal = json.number()
        else json.skip()
      }
      this.#size.push(Math.max(0, size))
      this.#nodeId.push(nodeId)
      this.#ordinal.push(ordinal)
    }
  }

  /**
   * Adds the samples in the order of allocation. V8 makes the tree a moment after the list, so the two
   * differ by what was allocated and freed between: the tree's sizes count, and the list says in which order
   * they came. Samples of no node of the tree keep their place without weight; nodes without samples come last.
   */
  addTo(build: ProfileBuilder, { ids, sizes, rows }: PlacedNodes): { notes: string[]; total: number } {
    const table = new IdTable(ids, 0)
    const count = this.#size.length
    const nodes = Int32Array.from({ length: count }, (_, sample) => table.find(this.#nodeId.at(sample)))
    const listed = new Float64Array(sizes.length)
    for (let sample = 0; sample < count; sample++) {
      const node = nodes[sample] ?? -1
      if (node !== -1) listed[node] = (listed[node] ?? 0) + this.#size.at(sample)
    }
    // What is left of each node's own bytes, and of what its samples say.
    const left = sizes.toArray()
    const order = Array.from({ length: count }, (_, sample) => sample)
    order.sort((a, b) => this.#ordinal.at(a) - this.#ordinal.at(b) || a - b)
    let strangers = 0
    for (const sample of order) {
      const node = nodes[sample] ?? -1
      if (node === -1) {
        strangers++
        build.addSample(-1, 0)
        continue
      }
      const size = this.#size.at(sample)
      const [own, list] = [left[node] ?? 0, listed[node] ?? 0]
      const part = partOf(own, size, list)
      build.addSample(rows[node] ?? -1, part)
      left[node] = own - part
      listed[node] = list - size
    }
    let total = 0
    for (let node = 0; node < sizes.length; node++) {
      total += sizes.at(node)
      if ((left[node] ?? 0) > 0) build.addSample(rows[node] ?? -1, left[node] ?? 0)
    }
    return { notes: strangers > 0 ? [strangersNote(strangers)] : [], total }
  }
}

/** The part of a node's own bytes that falls to `size` of `list`; the last one takes the rest. */
function partOf(own: number, size: number, list: number): number {
  if (own === list) return size
  return size >= list ? own : Math.min(own, Math.round((own * size) / list))
}

function strangersNote(count: number): string {
  return count === 1
    ? '1 sample is of no node of the tree, as V8 writes it when memory is freed meanwhile; it has no weight.'
    : `${count} samples are of no node of the tree, as V8 writes them when memory is freed meanwhile; they have no weight.`
}
