import { type FrameDraft, ProfileBuilder } from '../profile/build.ts'
import type { IndexIntoFrameTable, IndexIntoStackTable, Profile } from '../profile/model.ts'
import type { RetainerPaths } from './paths/index.ts'
import type { HeapSnapshot } from './snapshot.ts'
import { type IndexIntoNodes, rootNode } from './tables.ts'

/** What the colours of the chart tell apart. */
export const memoryKinds = [
  'objects',
  'arrays',
  'strings',
  'functions and variables',
  'code and shapes',
  'outside the heap',
  'V8 and roots',
] as const

/** A node that retains this share of everything has a name of its own in the chart. */
const ownNameShare = 0.002
/** Not more of them. */
const mostOwnNames = 2_000
/** Deeper nodes are added to the one above: a chart of thousands of rows shows nothing. */
const deepest = 400

/**
 * Who retains whom, as a profile in bytes: the dominator tree with siblings of one constructor merged,
 * and an object that hangs on one of its own constructor merged with that, so that a list is one frame.
 * What retains much has a frame of its own, by the name that leads to it.
 */
export function dominatorProfile(snapshot: HeapSnapshot, paths: RetainerPaths, name: string): Profile {
  const { nodes, classes, dominators } = snapshot
  const { order, parent, retainedBytes } = dominators
  const builder = new ProfileBuilder({ name, unit: 'bytes', categories: memoryKinds })
  const frames = new Frames(snapshot, paths, builder)
  const stackOf = new Int32Array(nodes.length).fill(-1)
  const frameOf = new Int32Array(nodes.length).fill(-1)
  const depthOf = new Int32Array(nodes.length)
  const least = (retainedBytes[rootNode] ?? 0) * ownNameShare
  let ownNames = 0
  for (const node of order) {
    if (node === rootNode && (nodes.selfBytes[node] ?? 0) === 0) continue
    const above = parent[node] ?? rootNode
    const stackAbove = node === rootNode ? -1 : (stackOf[above] ?? -1)
    const depth = (depthOf[above] ?? 0) + 1
    const sameAsAbove = stackAbove !== -1 && classes.of[node] === classes.of[above] && above !== rootNode
    if (stackAbove !== -1 && (sameAsAbove || depth > deepest)) {
      stackOf[node] = stackAbove
      frameOf[node] = frameOf[above] ?? -1
      depthOf[node] = depthOf[above] ?? 0
    } else {
      const named = (retainedBytes[node] ?? 0) >= least && ownNames < mostOwnNames
      if (named) ownNames++
      const frame = named ? frames.ownOf(node) : frames.ofClass(node)
      frameOf[node] = frame
      stackOf[node] = builder.stack(frame, stackAbove)
      depthOf[node] = depth
    }
    const stack: IndexIntoStackTable = stackOf[node] ?? -1
    const bytes = nodes.selfBytes[node] ?? 0
    if (bytes > 0) builder.addSample(stack, bytes)
  }
  return builder.finish()
}

class Frames {
  readonly #snapshot: HeapSnapshot
  readonly #paths: RetainerPaths
  readonly #builder: ProfileBuilder
  readonly #byClass = new Map<number, IndexIntoFrameTable>()
  /** By kind and name. */
  readonly #byWords = new Map<string, IndexIntoFrameTable>()

  constructor(snapshot: HeapSnapshot, paths: RetainerPaths, builder: ProfileBuilder) {
    this.#snapshot = snapshot
    this.#paths = paths
    this.#builder = builder
  }

  ofClass(node: IndexIntoNodes): IndexIntoFrameTable {
    const { classes } = this.#snapshot
    const of = classes.of[node] ?? 0
    let frame = this.#byClass.get(of)
    if (frame === undefined) {
      frame = this.#builder.addFrame({ name: classes.names[of] ?? '', category: this.#kindOf(node) })
      this.#byClass.set(of, frame)
    }
    return frame
  }

  /** By the name that leads to it, such as `cache Map`. */
  ownOf(node: IndexIntoNodes): IndexIntoFrameTable {
    const step = this.#paths.lastStep(node)
    if (step === undefined) return this.ofClass(node)
    // V8's own roots have numbers only.
    const kind = this.#kindOf(node)
    const words = memoryKinds[kind] === 'V8 and roots' ? step.node : `${step.edge} ${step.node}`.trim()
    const key = `${kind} ${words}`
    let frame = this.#byWords.get(key)
    if (frame === undefined) {
      const draft: FrameDraft = { name: words, category: kind }
      if (step.file !== undefined) draft.file = step.file
      if (step.line !== undefined) draft.line = step.line
      frame = this.#builder.addFrame(draft)
      this.#byWords.set(key, frame)
    }
    return frame
  }

  #kindOf(node: IndexIntoNodes): number {
    const { nodes, strings } = this.#snapshot
    const type = nodes.typeNames[nodes.type[node] ?? 0] ?? ''
    const ofContext = strings.is(nodes.name[node] ?? 0, 'system / Context')
    const kind = ofContext ? 'functions and variables' : (kindOfType[type] ?? 'objects')
    return memoryKinds.indexOf(kind)
  }
}

const kindOfType: Readonly<Record<string, (typeof memoryKinds)[number]>> = {
  array: 'arrays',
  string: 'strings',
  'concatenated string': 'strings',
  'sliced string': 'strings',
  closure: 'functions and variables',
  code: 'code and shapes',
  'object shape': 'code and shapes',
  native: 'outside the heap',
  hidden: 'V8 and roots',
  synthetic: 'V8 and roots',
}
