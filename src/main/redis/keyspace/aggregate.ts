import type { Analysis, Compliance } from '#shared/contract/redis/keyspace.ts'
import { Expiries } from './expiries.ts'
import { TotalEstimate } from './estimate.ts'
import { keyAt, type KeyBatch, NEVER, Words } from './key-batch.ts'
import { NamespaceTree, type Parts, partsOf } from '../namespaces/index.ts'
import { outlineOf } from './namespaces/outline.ts'
import { majorityOf } from './majority.ts'
import { type Access, knownOr0, Tally } from './tally.ts'
import { TopList } from './top-list.ts'

/** Counts how keys keep to TTL policies, beside the analysis; see the room of TTL policies. */
export interface ComplianceCounter {
  add: (key: Buffer, ttlMs: number | null, bytes: number | null) => void
  result: () => { compliance: Compliance[]; unmatched: number }
}

/** How much is told of the namespaces. */
export interface Detail {
  namespaces: number
  patternSteps?: number
}

export type Totals = Pick<
  Analysis,
  | 'keys'
  | 'bytes'
  | 'withoutTtl'
  | 'types'
  | 'encodings'
  | 'ttl'
  | 'expiries'
  | 'namespaces'
  | 'top'
  | 'compliance'
>

/** As many seconds as are told. */
const FULLEST = 50
const STEPS_FOR_EXPIRIES = 2_000_000

/** Everything that is learnt of the keys as they come by, in memory that does not grow with them. */
export class Aggregate {
  readonly perNode: { keys: number; bytes: number }[]
  readonly size = new TotalEstimate()
  /** What was forgotten of a second of expiry, at most. */
  get forgotten(): number {
    return this.#expiries.forgotten
  }
  readonly #access: Access
  readonly #compliance: ComplianceCounter | undefined
  readonly #tree = new NamespaceTree(() => new Tally())
  readonly #expiries = new Expiries()
  readonly #largest = new TopList()
  readonly #longest = new TopList()
  readonly #idlest = new TopList()
  /** Of each pair of a type and an encoding, both as words: keys. */
  readonly #encodings = new Float64Array(256 * 256)
  readonly #elements = new Float64Array(256)
  readonly #hasElements = new Uint8Array(256)
  #words = new Words()

  constructor(nodes: number, access: Access, compliance: ComplianceCounter | undefined) {
    this.perNode = Array.from({ length: nodes }, () => ({ keys: 0, bytes: 0 }))
    this.#access = access
    this.#compliance = compliance
  }

  add(batch: KeyBatch): void {
    this.#words = batch.words
    const access = this.#access
    const part = this.perNode[batch.node]
    let bytes = 0
    for (let index = 0; index < batch.count; index += 1) {
      const size = knownOr0(batch.bytes[index])
      bytes += size
      this.size.add(size)
      const node = this.#tree.place(batch.names, batch.starts[index] ?? 0, batch.ends[index] ?? 0)
      this.#tree.countsOf(node).add(batch, index, access)
      const expiresAt = batch.expiresAt[index] ?? Number.NaN
      if (expiresAt >= 0) this.#expiries.add(expiresAt, node)
      this.#largest.add(batch.bytes[index] ?? Number.NaN, batch, index, access)
      this.#addElements(batch, index)
      if (access === 'idle') this.#idlest.add(batch.access[index] ?? Number.NaN, batch, index, access)
      // Least used first.
      else if (access === 'frequency')
        this.#idlest.add(-(batch.access[index] ?? Number.NaN), batch, index, access)
      if (this.#compliance) this.#addCompliance(this.#compliance, batch, index)
    }
    if (part) {
      part.keys += batch.count
      part.bytes += bytes
    }
  }

  /** @param isWhole see {@link OutlineOptions} */
  totals(detail: Detail, isWhole: (pattern: string) => boolean): Totals {
    const parts = partsOf(this.#tree)
    const namespaces = outlineOf(parts, {
      words: this.#words,
      access: this.#access,
      most: detail.namespaces,
      patternSteps: detail.patternSteps,
      isWhole,
    })
    const [whole] = namespaces
    if (whole === undefined) throw new Error('an outline always has the whole')
    const { keys, bytes, withoutTtl, ttl } = whole
    return {
      keys,
      bytes,
      withoutTtl,
      ttl,
      types: this.#types(whole.types),
      encodings: this.#encodingsByType(),
      expiries: this.#fullest(parts, isWhole),
      namespaces,
      top: {
        bytes: this.#largest.list(),
        elements: this.#longest.list(),
        idle: this.#idlest.list(),
      },
      compliance: this.#compliance?.result().compliance ?? [],
    }
  }

  #addElements(batch: KeyBatch, index: number): void {
    const type = batch.types[index] ?? 0
    const at = type * 256 + (batch.encodings[index] ?? 0)
    this.#encodings[at] = (this.#encodings[at] ?? 0) + 1
    const elements = batch.elements[index] ?? Number.NaN
    if (Number.isNaN(elements)) return
    this.#hasElements[type] = 1
    this.#elements[type] = (this.#elements[type] ?? 0) + elements
    this.#longest.add(elements, batch, index, this.#access)
  }

  #addCompliance(counter: ComplianceCounter, batch: KeyBatch, index: number): void {
    const expiresAt = batch.expiresAt[index] ?? Number.NaN
    // What is not known complies with nothing and breaks nothing.
    if (Number.isNaN(expiresAt)) return
    const bytes = batch.bytes[index] ?? Number.NaN
    const ttlMs = expiresAt === NEVER ? null : Math.max(0, expiresAt - batch.now)
    counter.add(keyAt(batch, index), ttlMs, Number.isNaN(bytes) ? null : bytes)
  }

  #types(types: Totals['namespaces'][number]['types']): Totals['types'] {
    const words = Array.from({ length: this.#words.size }, (_, word) => word)
    return Object.fromEntries(
      Object.entries(types).map(([name, counts]) => {
        const word = words.find((one) => this.#words.text(one) === name) ?? 0
        return [
          name,
          { ...counts, elements: this.#hasElements[word] === 1 ? (this.#elements[word] ?? 0) : null },
        ]
      }),
    )
  }

  #encodingsByType(): Totals['encodings'] {
    const encodings: Totals['encodings'] = {}
    for (let type = 0; type < this.#words.size; type += 1) {
      const ofType: Record<string, number> = {}
      for (let encoding = 1; encoding < this.#words.size; encoding += 1) {
        const keys = this.#encodings[type * 256 + encoding] ?? 0
        if (keys > 0) ofType[this.#words.text(encoding)] = keys
      }
      if (Object.keys(ofType).length > 0) encodings[this.#words.text(type) || 'unknown'] = ofType
    }
    return encodings
  }

  #fullest(parts: Parts<Tally>, isWhole: (pattern: string) => boolean): Totals['expiries'] {
    const patterns = parts.patterns(STEPS_FOR_EXPIRIES)
    return this.#expiries.fullest(FULLEST).map(({ at, keys, nodes }) => {
      for (const most of majorityOf(parts, nodes, keys)) {
        const pattern = patterns.patternOf(most.part.path)
        if (pattern !== null && isWhole(pattern)) return { at, keys, pattern, patternKeys: most.keys }
      }
      return { at, keys, pattern: null }
    })
  }
}
