import type { GcAdvice, GcOption } from '#shared/contract/node/gc.ts'
import type { NodeSample } from '#shared/contract/node/live.ts'
import type { Milliseconds } from '#shared/units.ts'
import { bytes, count, duration, percent } from '../../wording.ts'
import { oldSpaceChoice } from './old-space.ts'
import { type Seen, seenIn } from './seen.ts'
import { semiSpaceChoice } from './semi-space.ts'

/** Fewer seconds under load say nothing of a rate. */
const FEWEST_MS: Milliseconds = 10_000

/** Sizes of V8's heap worth trying, from what was seen of a thread, oldest sample first. Pure. */
export function advise(samples: readonly NodeSample[]): GcAdvice {
  const seen = seenIn(samples)
  if (seen === undefined || seen.ms < FEWEST_MS) {
    return {
      facts: seen === undefined ? [] : [{ label: 'Seen', value: duration(seen.ms) }],
      summary: `Too little was seen for advice: ${seen === undefined ? 'nothing yet' : duration(seen.ms)}, and it takes ${duration(FEWEST_MS)} under load.`,
      options: [],
    }
  }
  const facts = factsOf(seen)
  if (seen.busyMs < FEWEST_MS) {
    return {
      facts,
      summary: `The process had next to nothing to do: ${duration(seen.busyMs)} of ${duration(seen.ms)} under load, and advice takes ${duration(FEWEST_MS)}. Look again while it has its usual load.`,
      options: [],
    }
  }
  const choices = [semiSpaceChoice(seen), oldSpaceChoice(seen)]
  const options: GcOption[] = choices.flatMap((choice) => choice.options)
  const why = choices.flatMap(({ summary }) => (summary === undefined ? [] : [summary]))
  return { facts, summary: why.length > 0 ? why.join(' ') : nothingToGain(seen), options }
}

function nothingToGain(seen: Seen): string {
  const live = `${seen.isLiveKnown ? '' : 'at most '}${bytes(seen.liveBytes)} of ${bytes(seen.limitBytes)} stay alive`
  return `There is nothing to gain by other sizes: collections pause ${percent(seen.share)} of the time, for ${duration(seen.longestMs)} at most, and ${live}.`
}

function factsOf(seen: Seen): GcAdvice['facts'] {
  const load = seen.busyMs < seen.ms ? `, ${duration(seen.busyMs)} of them under load` : ''
  const { semiSpace } = seen
  return [
    { label: 'Seen', value: `${duration(seen.ms)}${load}` },
    { label: 'CPU', value: `${count(seen.cores)} cores` },
    { label: 'Paused by collections', value: percent(seen.share) },
    { label: 'Longest pause', value: duration(seen.longestMs) },
    { label: 'Scavenges', value: `${count(seen.scavengesPerSecond)} a second` },
    { label: 'Mark-sweeps', value: `${count(seen.markSweepsPerMinute)} a minute` },
    {
      label: 'Stays alive',
      value: `${seen.isLiveKnown ? '' : 'at most '}${bytes(seen.liveBytes)} of ${bytes(seen.limitBytes)}`,
    },
    ...(semiSpace === null ? [] : [{ label: 'Semi-space', value: `up to ${semiSpace} MiB` }]),
    { label: 'Resident', value: `${bytes(seen.residentBytes)} of the machine’s ${bytes(seen.machineBytes)}` },
  ]
}
