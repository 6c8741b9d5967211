import type { Profile } from '../model.ts'
import { TextWriter } from './text-writer.ts'
import { callFramesOf, childRows, idOf, rootCallFrame, rootId } from './v8-nodes.ts'

/** A sampled heap profile of V8: a tree of nodes nested in each other, and the samples in their order. */
export function writeHeapProfile(profile: Profile): Uint8Array<ArrayBuffer> {
  const writer = new TextWriter(profile.samples.length * 40 + profile.stacks.length * 130)
  writer.text('{"head":')
  writeTree(writer, profile)
  writer.text(',"samples":[')
  const { length, stack, weight } = profile.samples
  for (let sample = 0; sample < length; sample++) {
    const at = stack[sample] ?? -1
    writer.text(sample === 0 ? '{"size":' : ',{"size":').number(weight[sample] ?? 0)
    writer.text(',"nodeId":').number(at === -1 ? rootId : idOf(at))
    writer
      .text(',"ordinal":')
      .number(sample + 1)
      .text('}')
  }
  return writer.text(']}\n').finish()
}

/** Nodes open and close without recursion: a stack may be 50,000 deep. */
function writeTree(writer: TextWriter, { frames, stacks, samples }: Profile): void {
  const callFrames = callFramesOf(frames)
  const children = childRows(stacks)
  // By slot: `(root)` first, then the rows.
  const own = new Float64Array(stacks.length + 1)
  for (let sample = 0; sample < samples.length; sample++) {
    const slot = (samples.stack[sample] ?? -1) + 1
    own[slot] = (own[slot] ?? 0) + (samples.weight[sample] ?? 0)
  }
  const open = (slot: number): void => {
    const callFrame = slot === 0 ? rootCallFrame : callFrames[stacks.frame[slot - 1] ?? 0]
    writer.text('{').bytes(callFrame ?? rootCallFrame)
    writer.text(',"selfSize":').number(own[slot] ?? 0)
    writer.text(',"id":').number(slot === 0 ? rootId : idOf(slot - 1))
    writer.text(',"children":[')
  }
  // The next child of each slot that is open.
  const next = children.start.slice()
  let slot = 0
  open(slot)
  for (;;) {
    const at = next[slot] ?? 0
    if (at < (children.start[slot + 1] ?? 0)) {
      if (at > (children.start[slot] ?? 0)) writer.text(',')
      next[slot] = at + 1
      slot = (children.rows[at] ?? 0) + 1
      open(slot)
      continue
    }
    writer.text(']}')
    if (slot === 0) return
    slot = (stacks.parent[slot - 1] ?? -1) + 1
  }
}
