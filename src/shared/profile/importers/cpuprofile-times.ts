import { noTime } from '../exporters/cpuprofile.ts'
import type { Float64Column } from '../column.ts'
import { broken } from './cpuprofile-nodes.ts'

export interface CpuTimes {
  /** Microseconds since the sample before; since `startTime` for the first. */
  timeDeltas: Float64Column | undefined
  /** Each sample's own, microseconds, in files before there were differences. */
  timestamps: Float64Column | undefined
  /** Microseconds; in files with `timestamps` seconds. */
  startTime: number | undefined
  endTime: number | undefined
}

export interface CpuWeights {
  unit: 'milliseconds' | 'count'
  weight: Float64Array
  notes: string[]
}

/**
 * How long each sample lasted, in milliseconds: until the next one, the last until `endTime` or as long as
 * the others. May put `samples` into another order, see {@link inOrder}. Times are added up in whole
 * microseconds, in which nothing drifts.
 */
export function weightsOf(samples: Int32Array, times: CpuTimes): CpuWeights {
  const { timeDeltas, timestamps } = times
  if (timeDeltas !== undefined) {
    checkLength(samples, timeDeltas, 'timeDeltas')
    return fromDeltas(samples, timeDeltas.take(), times)
  }
  if (timestamps !== undefined) {
    checkLength(samples, timestamps, 'timestamps')
    return fromTimestamps(samples, timestamps.take(), times)
  }
  const { startTime, endTime } = times
  if (startTime !== undefined && endTime !== undefined && endTime > startTime) {
    const each = (endTime - startTime) / 1000 / samples.length
    const notes = ['The samples have no times; they are spread evenly over the recording.']
    return { unit: 'milliseconds', weight: new Float64Array(samples.length).fill(each), notes }
  }
  const notes = ['The samples have no times; they are counted.']
  return { unit: 'count', weight: new Float64Array(samples.length).fill(1), notes }
}

function checkLength(samples: Int32Array, times: Float64Column, key: string): void {
  if (samples.length !== times.length) {
    throw broken(`it has ${samples.length} samples, but ${times.length} ${key}`)
  }
}

/** Writes the weights over the differences. */
function fromDeltas(
  samples: Int32Array,
  deltas: Float64Array,
  { startTime = 0, endTime = 0 }: CpuTimes,
): CpuWeights {
  const first = deltas[0] ?? 0
  let at = startTime + first
  let backward = first < 0
  for (let sample = 1; sample < deltas.length; sample++) {
    const delta = deltas[sample] ?? 0
    at += delta
    if (delta < 0) backward = true
  }
  if (!Number.isFinite(at)) throw broken('its timeDeltas add up to more than can be counted')
  const notes: string[] = []
  if (backward) notes.push(inOrder(samples, deltas))
  const last = lastOf(deltas, at, endTime)
  for (let sample = 1; sample < deltas.length; sample++) deltas[sample - 1] = (deltas[sample] ?? 0) / 1000
  deltas[deltas.length - 1] = last / 1000
  return { unit: 'milliseconds', weight: deltas, notes }
}

/** How long the last sample lasted, in microseconds; `at` is its own time. */
function lastOf(deltas: Float64Array, at: number, endTime: number): number {
  // So little is what the exporter writes for none, which equal times would not say.
  if (endTime > at) return endTime - at <= 2 * noTime ? 0 : endTime - at
  const others = deltas.length - 1
  if (others === 0) return Math.max(0, deltas[0] ?? 0)
  let sum = 0
  for (let sample = 1; sample <= others; sample++) sum += deltas[sample] ?? 0
  return Math.round(sum / others)
}

function fromTimestamps(
  samples: Int32Array,
  timestamps: Float64Array,
  { startTime, endTime }: CpuTimes,
): CpuWeights {
  const first = timestamps[0] ?? 0
  const last = timestamps.at(-1) ?? 0
  for (let sample = timestamps.length - 1; sample > 0; sample--) {
    timestamps[sample] = (timestamps[sample] ?? 0) - (timestamps[sample - 1] ?? 0)
  }
  timestamps[0] = 0
  // The recording's own times are seconds, or microseconds where nodes have ids of children; or of another
  // clock: they are believed where the samples lie between them.
  const [start = Infinity, end = 0] = [startTime, endTime]
  const factor = [1e6, 1].find((each) => start * each <= first && end * each >= last)
  return fromDeltas(samples, timestamps, {
    timeDeltas: undefined,
    timestamps: undefined,
    startTime: first,
    endTime: factor === undefined ? 0 : Math.round(end * factor),
  })
}

/** V8 was seen to go back by up to 283 µs, at one of 400 samples at most (Node 20 and 24, at 50 to 500 µs). */
const mostBackward = 1000
const mostShare = 0.02

/**
 * V8 notes the time of a sample before it queues it, so now and then one is queued behind a later one of
 * another source. Puts such samples where they belong and says so; larger steps back, and many of them, are
 * no doing of V8's and fail.
 */
function inOrder(samples: Int32Array, deltas: Float64Array): string {
  let count = 0
  let furthest = 0
  for (let sample = 0; sample < deltas.length; sample++) {
    const delta = deltas[sample] ?? 0
    if (delta >= 0) continue
    if (delta <= -mostBackward) throw broken(`timeDeltas[${sample}] is ${delta}: time goes backward`)
    count++
    furthest = Math.min(furthest, delta)
    if (count > deltas.length * mostShare) {
      const often = count === 1 ? '' : `, for the ${count}th time`
      throw broken(
        `timeDeltas[${sample}] is ${delta}: time goes backward${often}, which is too often in ${deltas.length} samples`,
      )
    }
  }
  sortByTime(samples, deltas)
  return `${count} of ${deltas.length} samples stood up to ${-furthest} µs too late, as V8 writes them now and then; they were put in order.`
}

/** Each sample moves a few places at most: insertion sort over the times, which become differences again. */
function sortByTime(samples: Int32Array, deltas: Float64Array): void {
  for (let sample = 1; sample < deltas.length; sample++) {
    deltas[sample] = (deltas[sample] ?? 0) + (deltas[sample - 1] ?? 0)
  }
  for (let sample = 1; sample < deltas.length; sample++) {
    const time = deltas[sample] ?? 0
    const node = samples[sample] ?? 0
    let to = sample
    for (; to > 0 && (deltas[to - 1] ?? 0) > time; to--) {
      deltas[to] = deltas[to - 1] ?? 0
      samples[to] = samples[to - 1] ?? 0
    }
    deltas[to] = time
    samples[to] = node
  }
  for (let sample = deltas.length - 1; sample > 0; sample--) {
    deltas[sample] = (deltas[sample] ?? 0) - (deltas[sample - 1] ?? 0)
  }
}
