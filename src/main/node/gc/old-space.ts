import { bytes, count, percent } from '../../wording.ts'
import { MIB, type Seen } from './seen.ts'
import type { Choice } from './semi-space.ts'

/** From so much of the limit alive on, V8 collects the old space ever more often. */
const FULL = 0.5
/** Of what stays alive: what V8 lets a heap grow to between two collections, with some room. */
const TIMES_LIVE = 3
/** Of the machine's memory: the rest is the system's, and what the process has outside its heap. */
const PART_OF_MACHINE = 0.75
const STEP = 256
/** A limit that is hardly higher changes nothing. */
const WORTHWHILE = 1.25

/** A limit of the old space that fits what stays alive in it, and the machine. */
export function oldSpaceChoice(seen: Seen): Choice {
  const { liveBytes, limitBytes, machineBytes } = seen
  const most = Math.floor((machineBytes * PART_OF_MACHINE) / MIB / STEP) * STEP
  if (limitBytes > machineBytes) return limitToMachine(seen, most)
  const full = liveBytes / limitBytes
  if (!seen.isLiveKnown || full < FULL) return { options: [] }
  const figures = `${bytes(liveBytes)} stay alive, ${percent(full)} of the heap’s limit of ${bytes(limitBytes)}`
  const wanted = Math.ceil((liveBytes * TIMES_LIVE) / MIB / STEP) * STEP
  const size = Math.min(wanted, most)
  if (size * MIB < limitBytes * WORTHWHILE) {
    return {
      options: [],
      summary: `${figures}, and the machine’s ${bytes(machineBytes)} of memory allow no limit that is much higher: the process has to keep less, or needs a larger machine.`,
    }
  }
  return {
    options: [
      {
        flags: [`--max-old-space-size=${size}`],
        title: `Old space of ${count(size)} MiB`,
        reason: `${figures}, with ${count(seen.markSweepsPerMinute)} mark-sweeps a minute; ${count(size)} MiB ${size === wanted ? `are ${TIMES_LIVE} times what stays` : `are what the machine’s ${bytes(machineBytes)} allow`}.`,
      },
    ],
    summary: `${figures}: with a higher limit it is collected less often, and does not run out. If it grows on and on it is a leak, which no size helps.`,
  }
}

function limitToMachine({ limitBytes, machineBytes, liveBytes }: Seen, most: number): Choice {
  const figures = `The heap may grow to ${bytes(limitBytes)}, and the machine has ${bytes(machineBytes)}`
  if (most * MIB < liveBytes) {
    return {
      options: [],
      summary: `${figures}, of which ${bytes(liveBytes)} stay alive: it needs a larger machine.`,
    }
  }
  return {
    options: [
      {
        flags: [`--max-old-space-size=${most}`],
        title: `Old space of ${count(most)} MiB`,
        reason: `${figures}: with ${count(most)} MiB V8 collects before the system has to swap.`,
      },
    ],
    summary: `${figures}: it is better collected than swapped.`,
  }
}
