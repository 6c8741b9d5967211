import { Failure } from '../../failure.ts'
import type { ProfileFile } from '../file.ts'
import type { ReadContext } from '../read/formats.ts'
import type { FileShape } from '../read/shape.ts'
import { looksBpftrace, readBpftrace } from './collapsed/bpftrace.ts'
import { looksDtrace, readDtrace } from './collapsed/dtrace.ts'
import { looksFolded, readFolded } from './collapsed/folded.ts'
import { looksPerfScript, readPerfScript } from './collapsed/perf-script.ts'

export function isCollapsed(shape: FileShape): boolean {
  return shape.kind === 'text' && flavourOf(shape.text) !== undefined
}

/**
 * Stacks as text, the common ground of profilers: one a line with its count behind it (`main;work;sort 12`,
 * as the stackcollapse scripts, py-spy and async-profiler write them), or as dtrace, bpftrace and `perf script` print
 * them, a frame a line. Weights are counts: what was counted is not written there.
 *
 * Fails with BAD_INPUT that names the line.
 */
export function readCollapsed(bytes: Uint8Array, context: ReadContext): ProfileFile {
  // The beginning decides; the first line may be as long as a stack of 50,000 frames.
  const head = new TextDecoder('utf-8', {}).decode(bytes.subarray(0, lookedAt))
  const profiles = (flavourOf(head) ?? readFolded)(bytes, context)
  if (profiles.every(({ samples }) => samples.weight.every((weight) => weight === 0))) {
    throw new Failure('BAD_INPUT', 'These collapsed stacks have no samples.', {
      hint: 'Each line is a stack, then a space and how often it was seen.',
    })
  }
  return { format: 'collapsed', profiles, first: 0, notes: [] }
}

const lookedAt = 64 * 1024

/** What a line of a profiler's own output may be long. */
const longestLine = 1000

function flavourOf(text: string): typeof readFolded | undefined {
  const lines = text.split(/\r?\n/)
  // Of a longer file only the beginning is here: its last line is cut. One alone is a very deep stack.
  if (lines.length === 1 && text.length > lookedAt / 2 && text.includes(';')) return readFolded
  if (lines.length > 1) lines.pop()
  const beginnings = lines.map((line) => line.slice(0, longestLine))
  if (looksPerfScript(beginnings)) return readPerfScript
  if (looksBpftrace(beginnings)) return readBpftrace
  if (looksDtrace(beginnings)) return readDtrace
  return looksFolded(lines) ? readFolded : undefined
}
