import * as z from 'zod'

const callFrameSchema = z.object({
  functionName: z.string(),
  scriptId: z.string(),
  url: z.string(),
  lineNumber: z.number(),
  columnNumber: z.number(),
})
type CallFrame = z.infer<typeof callFrameSchema>

interface Node {
  callFrame: CallFrame
  selfSize: number
  id: number
  children: Node[]
}
const nodeSchema: z.ZodType<Node> = z.object({
  callFrame: callFrameSchema,
  selfSize: z.number(),
  id: z.number(),
  get children() {
    return z.array(nodeSchema)
  },
})
const heapProfileSchema = z.object({
  head: nodeSchema,
  samples: z.array(z.object({ size: z.number(), nodeId: z.number(), ordinal: z.number() })),
})

/** What V8 keeps of a stack where it is told nothing (v8-profiler.h). */
const DEPTH_OF_V8 = 128

/**
 * A `.heapprofile` in which no stack has more than `depth` frames: the innermost are kept, as V8 itself
 * does where it can be told so. Sizes and samples stay what they are.
 */
export function trimStacks(file: Uint8Array, depth: number): Uint8Array {
  if (depth >= DEPTH_OF_V8) return file
  const { head, samples } = heapProfileSchema.parse(JSON.parse(Buffer.from(file).toString('utf8')))
  const trimmed: Node = { ...head, children: [] }
  const children = new WeakMap<Node, Map<string, Node>>()
  const newIds = new Map<number, number>([[head.id, head.id]])
  let lastId = head.id
  const childOf = (parent: Node, callFrame: CallFrame): Node => {
    const byFrame = children.get(parent) ?? new Map<string, Node>()
    children.set(parent, byFrame)
    const { scriptId, lineNumber, columnNumber, functionName } = callFrame
    const key = `${scriptId}:${lineNumber}:${columnNumber}:${functionName}`
    let child = byFrame.get(key)
    if (!child) {
      lastId += 1
      child = { callFrame, selfSize: 0, id: lastId, children: [] }
      byFrame.set(key, child)
      parent.children.push(child)
    }
    return child
  }

  const sampled = new Set(samples.map(({ nodeId }) => nodeId))
  const waiting = head.children.map((node) => ({ node, stack: [node.callFrame] }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, stack } = next
    if (node.selfSize > 0 || sampled.has(node.id)) {
      const kept = stack.reduce(childOf, trimmed)
      kept.selfSize += node.selfSize
      newIds.set(node.id, kept.id)
    }
    for (const child of node.children) {
      waiting.push({ node: child, stack: [...stack, child.callFrame].slice(-depth) })
    }
  }
  return Buffer.from(
    JSON.stringify({
      head: trimmed,
      samples: samples.map((sample) => ({ ...sample, nodeId: newIds.get(sample.nodeId) ?? sample.nodeId })),
    }),
  )
}
