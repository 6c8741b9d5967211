import { Failure } from '../../failure.ts'
import type { JsonBytes } from '../../json-bytes/index.ts'
import { Float64Column, Int32Column } from '../column.ts'
import { IdTable } from './id-table.ts'
import { V8Frames } from './v8-frames.ts'
import { readTree } from './v8-tree.ts'

/** Stands for an id that is not given. */
const none = -0x8000_0000

/** The nodes of a CPU profile as columns, in the order of the file. */
export class CpuNodes {
  readonly frames = new V8Frames()
  readonly #id = new Int32Column()
  readonly #frame = new Int32Column()
  readonly #hits = new Float64Column()
  /** The id of the parent as the node itself names it. */
  readonly #parentId = new Int32Column()
  /** The node that this one is nested in, −1 for none. */
  readonly #outer = new Int32Column()
  /** Ids of children, and beside each the node that names it. */
  readonly #childId = new Int32Column()
  readonly #childOf = new Int32Column()
  #ids: IdTable | undefined

  get length(): number {
    return this.#id.length
  }

  /** How often a sample was taken at the node. */
  hits(node: number): number {
    return this.#hits.at(node)
  }

  /** Reads an array of nodes that name their children or their parents by ids. */
  readFlat(json: JsonBytes): void {
    json.array()
    while (json.next()) {
      json.object()
      const node = this.#begin(-1)
      for (let key = json.key(); key !== null; key = json.key()) {
        if (key === 'children') this.#readChildren(json, node)
        else this.#readField(json, node, key)
      }
      this.#end(node)
      if (this.#id.at(node) === none) throw broken(`the node at place ${node} has no id`)
    }
  }

  /** Reads a node with its children nested in it. */
  readNested(json: JsonBytes): void {
    readTree(json, {
      begin: (parent) => this.#begin(parent),
      field: (node, key) => this.#readField(json, node, key),
      end: (node) => this.#end(node),
    })
  }

  /** Frame and parent (−1 for none) of each node; fails where ids are given twice or lead nowhere. */
  tree(): { frame: Int32Array; parent: Int32Array; nameOf: (node: number) => string } {
    this.#ids = new IdTable(this.#id, none)
    if (this.#ids.duplicate !== undefined) throw broken(`two nodes have the id ${this.#ids.duplicate}`)
    const parent = this.#outer.toArray()
    for (let row = 0; row < this.#childId.length; row++) {
      const above = this.#childOf.at(row)
      const child = this.find(this.#childId.at(row))
      if (child === -1) {
        throw broken(`${this.nameOf(above)} has a child ${this.#childId.at(row)}, which is not there`)
      }
      this.#link(parent, child, above)
    }
    for (let node = 0; node < parent.length; node++) {
      const id = this.#parentId.at(node)
      if (id === none) continue
      const above = this.find(id)
      if (above === -1) throw broken(`${this.nameOf(node)} has the parent ${id}, which is not there`)
      this.#link(parent, node, above)
    }
    return { frame: this.#frame.view(), parent, nameOf: (node) => this.nameOf(node) }
  }

  /** The node of an id, −1 where there is none; after {@link tree}. */
  find(id: number): number {
    return this.#ids?.find(id) ?? -1
  }

  nameOf(node: number): string {
    const id = this.#id.at(node)
    const name = this.frames.nameOf(this.#frame.at(node))
    return id === none ? `a node ${name}` : `node ${id} ${name}`
  }

  #begin(outer: number): number {
    this.frames.begin()
    this.#frame.push(-1)
    this.#hits.push(0)
    this.#parentId.push(none)
    this.#outer.push(outer)
    return this.#id.push(none)
  }

  #end(node: number): void {
    this.#frame.set(node, this.frames.end())
  }

  #readField(json: JsonBytes, node: number, key: string): void {
    switch (key) {
      case 'id':
        this.#id.set(node, idOf(json, `the id of the node at place ${node}`))
        break
      case 'callFrame':
        this.frames.readCallFrame(json)
        break
      case 'hitCount':
        this.#hits.set(node, json.number())
        break
      case 'parent':
        if (json.peek() === 'null') json.null()
        else this.#parentId.set(node, idOf(json, `the parent of the node at place ${node}`))
        break
      default:
        this.frames.readField(json, key, 0)
    }
  }

  #readChildren(json: JsonBytes, node: number): void {
    if (json.peek() === 'null') {
      json.null()
      return
    }
    json.array()
    while (json.next()) {
      this.#childId.push(idOf(json, `a child of the node at place ${node}`))
      this.#childOf.push(node)
    }
  }

  #link(parent: Int32Array, child: number, above: number): void {
    const known = parent[child] ?? -1
    if (known !== -1 && known !== above) {
      throw broken(`${this.nameOf(child)} has two parents, ${this.nameOf(known)} and ${this.nameOf(above)}`)
    }
    parent[child] = above
  }
}

function idOf(json: JsonBytes, what: string): number {
  const id = json.number()
  if (Number.isInteger(id) && id > none && id <= 0x7fff_ffff) return id
  throw broken(`${what} is ${id}, not a whole number up to 2147483647`)
}

/** BAD_INPUT: what no profiler writes. */
export function broken(what: string): Failure {
  return new Failure('BAD_INPUT', `This CPU profile is broken: ${what}.`, {
    hint: 'No profiler writes this; the file was changed or is damaged.',
  })
}
