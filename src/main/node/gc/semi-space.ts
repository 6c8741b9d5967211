import type { GcOption } from '#shared/contract/node/gc.ts'
import type { Milliseconds } from '#shared/units.ts'
import { bytes, count, duration, percent } from '../../wording.ts'
import { MIB, type Seen } from './seen.ts'

/** What an area of the heap comes to: nothing speaks for a change where there is no summary. */
export interface Choice {
  options: GcOption[]
  summary?: string
}

/** What is won can be no more than what is lost to pauses. */
const LEAST_SHARE = 0.01
/** A pause that a slow answer is noticed by, and how often before it is worth something. */
const LONG_PAUSE_MS: Milliseconds = 50
const OFTEN_A_MINUTE = 6
/** Rarer scavenges cannot be what the pauses come from. */
const LEAST_A_SECOND = 0.5
/** MiB, in the order they are offered. Beyond, the caches of the processor no longer hold anything of it. */
const SIZES: readonly number[] = [32, 64, 128]
/** Of the machine's free memory that a young generation may take more than today. */
const PART_OF_FREE = 0.25

/**
 * A larger semi-space is filled less often, so fewer scavenges pause the process, and what lives shortly
 * has more time to die before it is taken over into the old space, which then has to be collected less
 * often. It costs memory: the young generation is of three semi-spaces.
 */
export function semiSpaceChoice(seen: Seen): Choice {
  const { share, scavengesPerSecond, markSweepsPerMinute, longestMs, semiSpace } = seen
  const isPausing = share >= LEAST_SHARE
  const isMarking = longestMs >= LONG_PAUSE_MS && markSweepsPerMinute >= OFTEN_A_MINUTE
  if (scavengesPerSecond < LEAST_A_SECOND || !(isPausing || isMarking)) return { options: [] }
  const figures = isPausing
    ? `collections pause ${percent(share)} of the time, with ${count(scavengesPerSecond)} scavenges a second`
    : `collections pause for up to ${duration(longestMs)}, with ${count(markSweepsPerMinute)} mark-sweeps a minute`
  const larger = SIZES.filter((size) => size > (semiSpace ?? 0))
  const fitting = larger.filter((size) => extraOf(size, seen) <= seen.freeBytes * PART_OF_FREE)
  if (fitting.length === 0) {
    const [smallest] = larger
    return {
      options: [],
      summary:
        smallest === undefined
          ? `${sentence(figures)}, but its semi-space is ${semiSpace ?? 0} MiB already.`
          : `${sentence(figures)}; a larger semi-space would take ${bytes(extraOf(smallest, seen))} more, and the machine has ${bytes(seen.freeBytes)} free.`,
    }
  }
  return {
    options: fitting.map((size) => ({
      flags: [`--max-semi-space-size=${size}`],
      title: `Semi-space of ${size} MiB`,
      reason: reasonOf(size, seen),
    })),
    summary: `${sentence(figures)}: a larger semi-space may lower that, for more memory. Trying tells.`,
  }
}

function reasonOf(size: number, seen: Seen): string {
  const { semiSpace, scavengesPerSecond, markSweepsPerMinute } = seen
  // A mark-sweep empties the young generation, too.
  const emptiedPerSecond = scavengesPerSecond + markSweepsPerMinute / 60
  const memory = `for up to ${bytes(extraOf(size, seen))} more memory`
  const promoted =
    markSweepsPerMinute >= 1
      ? ` and what lives shortly reaches the old space less often (${count(markSweepsPerMinute)} mark-sweeps a minute)`
      : ''
  return semiSpace === null
    ? `A scavenge comes less often than now (${count(scavengesPerSecond)} a second) if its semi-space is smaller than ${size} MiB${promoted}, ${memory}.`
    : `About ${roughly((emptiedPerSecond * semiSpace) / size)} scavenges a second instead of ${count(scavengesPerSecond)}, where it fills its ${semiSpace} MiB now${promoted}, ${memory}.`
}

/** A forecast has no third digit. */
function roughly(value: number): string {
  return count(Number(value.toPrecision(2)))
}

/** Three semi-spaces make the young generation. */
function extraOf(size: number, { semiSpace }: Seen): number {
  return 3 * (size - (semiSpace ?? 0)) * MIB
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
