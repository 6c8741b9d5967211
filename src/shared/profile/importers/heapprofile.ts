import { Failure } from '../../failure.ts'
import { JsonBytes } from '../../json-bytes/index.ts'
import { ProfileBuilder } from '../build.ts'
import { Float64Column, Int32Column } from '../column.ts'
import type { ProfileFile } from '../file.ts'
import { originCategories } from '../origin.ts'
import type { ReadContext } from '../read/formats.ts'
import type { FileShape } from '../read/shape.ts'
import { HeapSamples } from './heapprofile-samples.ts'
import { V8Frames } from './v8-frames.ts'
import { placeNodes, readTree } from './v8-tree.ts'

/** As the protocol hands it out, which is saved now and then: `{"result":{"profile":{…}}}`. */
const wrappers = ['', 'profile.', 'result.profile.', 'result.']

export function isHeapProfile(shape: FileShape): boolean {
  // Keys of the node itself may stand behind a long list of children.
  return wrappers.some(
    (at) =>
      nodes.some((node) => shape.has(`${at}${node}selfSize`)) ||
      (shape.has(`${at}head`) && shape.has(`${at}samples[].nodeId`)),
  )
}

const nodes = ['head.', 'head.children[].', 'head.children[].children[].']

/**
 * A sampled heap profile of V8: who allocated how many bytes. A node's own bytes are its `selfSize`;
 * `samples`, where they are, put them into the order of allocation. `(root)` is no frame.
 *
 * Fails with BAD_INPUT that names the node or byte.
 */
export function readHeapProfile(bytes: Uint8Array, { name, onProgress }: ReadContext): ProfileFile {
  const tree = new HeapTree()
  const samples = new HeapSamples()
  readProfile(new JsonBytes(bytes, onProgress), tree, samples)
  if (tree.length === 0) throw broken('it has no head')

  const build = new ProfileBuilder({ name, unit: 'bytes', categories: originCategories })
  const rows = placeNodes(build, tree.frames, {
    frame: tree.frame.view(),
    parent: tree.parent.view(),
    nameOf: (node) => tree.nameOf(node),
  })
  const { notes, total } = samples.addTo(build, { ids: tree.id, sizes: tree.size, rows })
  if (total === 0) {
    throw new Failure('BAD_INPUT', 'This heap profile has no samples: nothing was allocated at any node.', {
      hint: 'Sample for longer, or with a smaller interval.',
    })
  }
  return { format: 'heapprofile', profiles: [build.finish()], first: 0, notes }
}

function readProfile(json: JsonBytes, tree: HeapTree, samples: HeapSamples): void {
  // Wrappers around the profile that are open.
  let depth = 1
  json.object()
  while (depth > 0) {
    const key = json.key()
    if (key === null) {
      depth--
    } else if ((key === 'profile' || key === 'result') && json.peek() === 'object') {
      json.object()
      depth++
    } else if (key === 'head') {
      if (tree.length > 0) throw broken('it has two heads')
      tree.read(json)
    } else if (key === 'samples' && json.peek() !== 'null') {
      samples.read(json)
    } else {
      json.skip()
    }
  }
  json.end()
}

/** The nodes as columns, in the order of the file. */
class HeapTree {
  readonly frames = new V8Frames()
  readonly frame = new Int32Column()
  readonly parent = new Int32Column()
  /** 0 where there is none. */
  readonly id = new Int32Column()
  readonly size = new Float64Column()

  get length(): number {
    return this.frame.length
  }

  read(json: JsonBytes): void {
    readTree(json, {
      begin: (parent) => {
        this.frames.begin()
        this.frame.push(-1)
        this.id.push(0)
        this.size.push(0)
        return this.parent.push(parent)
      },
      field: (node, key) => this.#readField(json, node, key),
      end: (node) => this.frame.set(node, this.frames.end()),
    })
  }

  nameOf(node: number): string {
    return `node ${this.frames.nameOf(this.frame.at(node))}`
  }

  #readField(json: JsonBytes, node: number, key: string): void {
    if (key === 'callFrame') {
      this.frames.readCallFrame(json)
    } else if (key === 'selfSize') {
      const size = json.number()
      if (size < 0) throw broken(`the selfSize of the node at place ${node} is ${size}`)
      this.size.set(node, size)
    } else if (key === 'id') {
      const id = json.number()
      this.id.set(node, Number.isInteger(id) && id <= 0x7fff_ffff ? Math.max(0, id) : 0)
    } else {
      this.frames.readField(json, key, 0)
    }
  }
}

function broken(what: string): Failure {
  return new Failure('BAD_INPUT', `This heap profile is broken: ${what}.`, {
    hint: 'No profiler writes this; the file was changed or is damaged.',
  })
}
