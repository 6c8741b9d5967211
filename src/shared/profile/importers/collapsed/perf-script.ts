import type { FrameDraft } from '../../build.ts'
import type { IndexIntoStackTable, Profile } from '../../model.ts'
import { originOf } from '../../origin.ts'
import type { ReadContext } from '../../read/formats.ts'
import { frameOfText } from './frame-text.ts'
import { Lines } from './lines.ts'
import { TextStacks } from './stacks.ts'

/** `node 4242/4243 [001] 1234.567890:     250000 cpu-clock:u:`: the program, its ids, when, how much, of what. */
const head =
  /^(\S.*?)\s+(\d+)(?:\/\d+)?\s+(?:\[\d+\]\s+)?(?:[\w.-]+\s+)?\d+\.\d+:\s+(?:\d+\s+)?([\w./:-]+?(?::\w+)?):(?:\s|$)/
/** `    7f3c1a2b3c4d write+0x4d (/usr/lib/libc.so.6)` */
const frame = /^\s+([0-9a-f]+) (.*) \((.*)\)$/

/** The same behind the head, where no stacks were recorded but only where the program was. */
const ownFrame = /^\s*([0-9a-f]+) (.*) \((.*)\)$/

/** Names of C++ templates are long, but not longer. */
const longestLine = 20_000
/** A head is a program's name and a few figures. */
const longestHead = 400

export function looksPerfScript(lines: readonly string[]): boolean {
  return lines.some((line, at) => {
    const start = head.exec(line)?.[0]
    if (start === undefined) return false
    return frame.test((lines[at + 1] ?? '').trimEnd()) || ownFrame.test(line.slice(start.length).trimEnd())
  })
}

/**
 * What `perf script` prints: a head for each sample, then its frames, innermost first. The program is the
 * outermost frame, as stackcollapse-perf.pl has it, and each sample counts once. Each event is a profile.
 */
export function readPerfScript(bytes: Uint8Array, { name, onProgress }: ReadContext): Profile[] {
  const lines = new Lines(bytes, onProgress)
  const events = new Map<string, TextStacks>()
  let sample: { program: string; stacks: TextStacks; frames: FrameDraft[] } | undefined
  const known = new Map<string, FrameDraft>()

  const finish = (): void => {
    if (sample === undefined) return
    const { program, stacks, frames } = sample
    let stack: IndexIntoStackTable = stacks.callDraft({ name: program }, -1)
    for (const draft of frames.reverse()) stack = stacks.callDraft(draft, stack)
    stacks.addSample(stack, 1)
    sample = undefined
  }
  const calledAt = ([, , symbol = '', module = '']: RegExpExecArray): FrameDraft => {
    const key = `${symbol} (${module})`
    const draft = known.get(key) ?? draftOf(symbol, module)
    known.set(key, draft)
    return draft
  }
  while (lines.next()) {
    if (lines.blank) {
      finish()
      continue
    }
    const line = lines.text(longestLine)
    const called = line.endsWith(')') ? frame.exec(line) : null
    if (called !== null && sample !== undefined) {
      sample.frames.push(calledAt(called))
      continue
    }
    const [start = '', program = '', , event = ''] = head.exec(line.slice(0, longestHead)) ?? []
    if (program === '') continue
    finish()
    const stacks = events.get(event) ?? new TextStacks(events.size === 0 ? name : `${name} (${event})`)
    events.set(event, stacks)
    const own = ownFrame.exec(line.slice(start.length))
    sample = { program, stacks, frames: own === null ? [] : [calledAt(own)] }
  }
  finish()
  return [...events.values()].map((stacks) => stacks.finish())
}

function draftOf(symbol: string, module: string): FrameDraft {
  const name = symbol.replace(/\+0x[0-9a-f]+$/, '')
  // A function that perf does not know goes by its module.
  if (name === '[unknown]' || name === '') {
    return nativeOr({ name: module === '[unknown]' ? module : `[${baseOf(module)}]`, file: module })
  }
  const draft = frameOfText(name)
  return draft.file === undefined ? nativeOr({ name, file: module }) : draft
}

function nativeOr(draft: { name: string; file: string }): FrameDraft {
  return { ...draft, category: originOf(draft.name, draft.file) }
}

function baseOf(module: string): string {
  return module.slice(module.lastIndexOf('/') + 1)
}
