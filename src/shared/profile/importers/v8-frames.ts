import { type JsonBytes, StringTable } from '../../json-bytes/index.ts'
import type { ProfileBuilder } from '../build.ts'
import { Int32Column } from '../column.ts'
import type { IndexIntoFrameTable } from '../model.ts'
import { originOf } from '../origin.ts'

/** What V8 calls a function without a name, and the node above all others. */
const anonymous = '(anonymous)'
const root = '(root)'

/**
 * The call frames of a file of V8, each distinct one once: by name, file, line and column. Names are found
 * again by their bytes, so a file makes no more strings than it has functions.
 */
export class V8Frames {
  readonly #texts = new StringTable()
  readonly #empty = this.#texts.add('')
  readonly #anonymous = this.#texts.add(anonymous)
  readonly #root = this.#texts.add(root)

  readonly #name = new Int32Column()
  readonly #file = new Int32Column()
  readonly #line = new Int32Column()
  readonly #column = new Int32Column()
  /** Open addressing over the frames; −1 is free. */
  #index = new Int32Array(1024).fill(-1)

  /** Name, file, line and column of each node that is being read, one within the other. */
  #drafts = new Int32Array(4 * 64)
  /** Where the draft of the innermost begins. */
  #draft = -4

  /** A node begins, within the one that began last and has not ended. */
  begin(): void {
    this.#draft += 4
    if (this.#draft === this.#drafts.length) {
      const larger = new Int32Array(this.#drafts.length * 2)
      larger.set(this.#drafts)
      this.#drafts = larger
    }
    this.#drafts[this.#draft] = this.#anonymous
    this.#drafts[this.#draft + 1] = this.#empty
    this.#drafts[this.#draft + 2] = 0
    this.#drafts[this.#draft + 3] = 0
  }

  /** Reads the value of a node's `callFrame`: lines and columns from 0, −1 unknown. */
  readCallFrame(json: JsonBytes): void {
    json.object()
    for (let key = json.key(); key !== null; key = json.key()) this.readField(json, key, 1)
  }

  /**
   * Reads a field of a call frame, or passes over another. Before call frames had an object of their own
   * these were fields of the node, with lines and columns from 1: `add` is what makes them count from 1.
   */
  readField(json: JsonBytes, key: string, add: 0 | 1): void {
    switch (key) {
      case 'functionName': {
        const name = this.#text(json)
        this.#drafts[this.#draft] = name === this.#empty ? this.#anonymous : name
        break
      }
      case 'url':
        this.#drafts[this.#draft + 1] = this.#text(json)
        break
      case 'lineNumber':
        this.#drafts[this.#draft + 2] = place(json, add)
        break
      case 'columnNumber':
        this.#drafts[this.#draft + 3] = place(json, add)
        break
      default:
        json.skip()
    }
  }

  /** The innermost node ends; its frame. */
  end(): number {
    const at = this.#draft
    this.#draft -= 4
    return this.#frameOf(
      this.#drafts[at] ?? 0,
      this.#drafts[at + 1] ?? 0,
      this.#drafts[at + 2] ?? 0,
      this.#drafts[at + 3] ?? 0,
    )
  }

  isRoot(frame: number): boolean {
    return this.#name.at(frame) === this.#root
  }

  nameOf(frame: number): string {
    return this.#texts.strings[this.#name.at(frame)] ?? ''
  }

  /** Adds a frame to a profile; what it is there. */
  addTo(builder: ProfileBuilder, frame: number): IndexIntoFrameTable {
    const name = this.nameOf(frame)
    const file = this.#texts.strings[this.#file.at(frame)] ?? ''
    return builder.addFrame({
      name,
      file,
      line: this.#line.at(frame),
      column: this.#column.at(frame),
      category: originOf(name, file),
    })
  }

  get length(): number {
    return this.#name.length
  }

  #frameOf(name: number, file: number, line: number, column: number): number {
    const mask = this.#index.length - 1
    let slot = hash(name, file, line, column) & mask
    for (;;) {
      const frame = this.#index[slot] ?? -1
      if (frame === -1) break
      if (
        this.#name.at(frame) === name &&
        this.#line.at(frame) === line &&
        this.#column.at(frame) === column &&
        this.#file.at(frame) === file
      ) {
        return frame
      }
      slot = (slot + 1) & mask
    }
    const frame = this.#name.push(name)
    this.#file.push(file)
    this.#line.push(line)
    this.#column.push(column)
    this.#index[slot] = frame
    if (this.#name.length * 2 > this.#index.length) this.#grow()
    return frame
  }

  #text(json: JsonBytes): number {
    if (json.peek() !== 'null') return json.intern(this.#texts)
    json.null()
    return this.#empty
  }

  #grow(): void {
    this.#index = new Int32Array(this.#index.length * 2).fill(-1)
    const mask = this.#index.length - 1
    for (let frame = 0; frame < this.#name.length; frame++) {
      const [name, file] = [this.#name.at(frame), this.#file.at(frame)]
      let slot = hash(name, file, this.#line.at(frame), this.#column.at(frame)) & mask
      while (this.#index[slot] !== -1) slot = (slot + 1) & mask
      this.#index[slot] = frame
    }
  }
}

/** From 1; 0 for what is unknown or no place in a file. */
function place(json: JsonBytes, add: 0 | 1): number {
  if (json.peek() === 'null') {
    json.null()
    return 0
  }
  const number = json.number() + add
  return number >= 1 && number < 0x7fff_ffff ? Math.floor(number) : 0
}

/** Mixes four small numbers; the end is MurmurHash3's. */
function hash(name: number, file: number, line: number, column: number): number {
  let h = Math.imul(name + 1, 0x9e3779b1) ^ Math.imul(file + 1, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15) ^ line, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 13) ^ column, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
