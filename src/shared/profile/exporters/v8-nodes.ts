import type { FrameTable, StackTable } from '../model.ts'

/**
 * How the formats of V8 number nodes: `(root)`, which profiles here leave out, is 1, a row of the stack
 * table the number after the next.
 */
export const rootId = 1
export function idOf(stack: number): number {
  return stack + 2
}

const encoder = new TextEncoder()
/** What V8 leaves the name of a function empty for. */
const anonymous = '(anonymous)'

/** `"callFrame":{…}` of `(root)`. */
export const rootCallFrame = encoder.encode(callFrame('(root)', '', 0, 0))

/** `"callFrame":{…}` of each frame, lines and columns from 0. */
export function callFramesOf({ length, name, file, line, column }: FrameTable): Uint8Array[] {
  return Array.from({ length }, (_, frame) =>
    encoder.encode(callFrame(name[frame] ?? '', file[frame] ?? '', line[frame] ?? 0, column[frame] ?? 0)),
  )
}

function callFrame(name: string, file: string, line: number, column: number): string {
  const functionName = JSON.stringify(name === anonymous ? '' : name)
  return `"callFrame":{"functionName":${functionName},"scriptId":"0","url":${JSON.stringify(file)},"lineNumber":${line - 1},"columnNumber":${column - 1}}`
}

export interface ChildRows {
  /** Rows, the children of one parent one after the other in the order of the table. */
  rows: Int32Array
  /** Where the children of a row begin, the roots' at 0, a row's at its number + 1; one more at the end. */
  start: Int32Array
}

/** The children of each row. */
export function childRows({ length, parent }: StackTable): ChildRows {
  const start = new Int32Array(length + 2)
  for (let row = 0; row < length; row++) {
    const slot = (parent[row] ?? -1) + 2
    start[slot] = (start[slot] ?? 0) + 1
  }
  for (let slot = 1; slot < start.length; slot++) start[slot] = (start[slot] ?? 0) + (start[slot - 1] ?? 0)
  const rows = new Int32Array(length)
  const next = start.slice()
  for (let row = 0; row < length; row++) {
    const slot = (parent[row] ?? -1) + 1
    const at = next[slot] ?? 0
    rows[at] = row
    next[slot] = at + 1
  }
  return { rows, start }
}
