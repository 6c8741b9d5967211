/**
 * So many keys are told apart; each takes about 50 bytes. Beyond it the keys are sampled by their
 * hash: half of them are forgotten, and of new ones only that half is taken in.
 */
export const MOST_KEYS = 8_000_000
const FIRST_CAPACITY = 1 << 16

/**
 * The keys of a trace under small numbers, without their names: only a hash of 64 bits of each is
 * held. That two of 8,000,000 keys have the same one has a chance of 1 in 500,000.
 */
export class KeyTable {
  size = 0
  reads = new Uint32Array(FIRST_CAPACITY)
  writes = new Uint32Array(FIRST_CAPACITY)
  /** Of the tally of namespaces. */
  namespace = new Int32Array(FIRST_CAPACITY)
  /** Place of the last read among the reads; 0: not read yet. */
  lastRead = new Uint32Array(FIRST_CAPACITY)
  /** Keys are held where so many low bits of their hash are 0. */
  sampleBits = 0
  private hashA = new Uint32Array(FIRST_CAPACITY)
  private hashB = new Uint32Array(FIRST_CAPACITY)
  private slots = new Int32Array(FIRST_CAPACITY * 2)
  private readonly mostKeys: number

  constructor(mostKeys = MOST_KEYS) {
    this.mostKeys = mostKeys
  }

  /** Of how many keys one is held. */
  get weight(): number {
    return 2 ** this.sampleBits
  }

  get isFull(): boolean {
    return this.size >= this.mostKeys
  }

  /** The number of a key; -1 where it is not in the sample. A new one has no reads and no writes. */
  numberOf(key: string): number {
    let a = 0xdeadbeef
    let b = 0x41c6ce57
    for (let index = 0; index < key.length; index += 1) {
      const letter = key.charCodeAt(index)
      a = Math.imul(a ^ letter, 2_654_435_761)
      b = Math.imul(b ^ letter, 1_597_334_677)
    }
    a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909)
    b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909)
    a >>>= 0
    b >>>= 0
    if (!this.isSampled(b)) return -1
    const mask = this.slots.length - 1
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const number = (this.slots[slot] ?? 0) - 1
      if (number < 0) return this.add(a, b, slot)
      if (this.hashA[number] === a && this.hashB[number] === b) return number
    }
  }

  /**
   * Forgets the half of the keys; the others get new numbers, in the same order.
   *
   * @returns the new number of each old one, -1 for those that are gone
   */
  halve(): Int32Array {
    this.sampleBits += 1
    const numbers = new Int32Array(this.size).fill(-1)
    let kept = 0
    for (let old = 0; old < this.size; old += 1) {
      if (!this.isSampled(this.hashB[old] ?? 0)) continue
      numbers[old] = kept
      for (const column of this.columns()) column[kept] = column[old] ?? 0
      kept += 1
    }
    for (const column of this.columns()) column.fill(0, kept, this.size)
    this.size = kept
    this.fillSlots(this.slots.length)
    return numbers
  }

  private isSampled(hash: number): boolean {
    return (hash & ((1 << this.sampleBits) - 1)) === 0
  }

  private add(a: number, b: number, slot: number): number {
    const number = this.size
    if (number === this.hashA.length) this.grow()
    this.hashA[number] = a
    this.hashB[number] = b
    this.size += 1
    if (this.size * 2 > this.slots.length) this.fillSlots(this.slots.length * 2)
    else this.slots[slot] = number + 1
    return number
  }

  private columns() {
    return [this.hashA, this.hashB, this.reads, this.writes, this.namespace, this.lastRead]
  }

  private grow(): void {
    this.hashA = grown(this.hashA)
    this.hashB = grown(this.hashB)
    this.reads = grown(this.reads)
    this.writes = grown(this.writes)
    this.lastRead = grown(this.lastRead)
    const namespace = new Int32Array(this.namespace.length * 2)
    namespace.set(this.namespace)
    this.namespace = namespace
  }

  private fillSlots(capacity: number): void {
    this.slots = new Int32Array(capacity)
    const mask = capacity - 1
    for (let number = 0; number < this.size; number += 1) {
      let slot = (this.hashA[number] ?? 0) & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
      this.slots[slot] = number + 1
    }
  }
}

function grown(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(numbers.length * 2)
  more.set(numbers)
  return more
}
