import type { ProfileFormat } from '#shared/contract/profiles.ts'
import { type HeapSnapshot, summarise, totals } from '#shared/heap-snapshot/index.ts'
import { systemDistance } from '#shared/heap-snapshot/distances.ts'
import type { ProfileFile } from '#shared/profile/file.ts'
import type { Profile, WeightUnit } from '#shared/profile/model.ts'
import { pathsOf } from '#shared/profile/paths.ts'
import { functionTable } from '#shared/profile/tables/index.ts'

/** Functions, or constructors of a heap snapshot, that a summary lists. */
const listed = 20

/** What `pitwall profile info` tells of a file; weights are in `unit`. */
export interface ProfileSummary {
  format: ProfileFormat
  name: string
  unit: WeightUnit
  total: number
  /** Without the time in which nothing was to be done; of CPU profiles. */
  nonIdleTotal?: number
  /** As many as the file has; of a heap snapshot its nodes. */
  samples: number
  /** Distinct by name, file, line and column; of a heap snapshot its constructors. */
  frames: number
  /** Frames of the deepest stack; of a heap snapshot the edges between its roots and the farthest node. */
  maxDepth: number
  /** The heaviest by `self`. A function that calls itself counts once in `total`. */
  top: {
    name: string
    self: number
    total: number
    file?: string
    line?: number
    column?: number
    count?: number
  }[]
  /** Of files with several; `shown` is the one the figures are of, from 1. */
  shown?: number
  profiles?: { name: string; unit: WeightUnit; samples: number }[]
  notes: string[]
}

/** A summary of the profile at `index` of a file. */
export function summaryOf(file: ProfileFile, profile: Profile, index: number): ProfileSummary {
  const { paths, depths } = pathsOf(profile)
  const functions = functionTable(paths, profile.frames.length)
  const total = exactSum(profile.samples.weight)
  const idle = idleOf(profile)
  const heaviest = Array.from({ length: functions.length }, (_, row) => row)
    .sort((a, b) => (functions.self[b] ?? 0) - (functions.self[a] ?? 0) || a - b)
    .slice(0, listed)
  const { frames } = profile
  return {
    format: file.format,
    name: profile.name,
    unit: profile.unit,
    total,
    ...(profile.unit === 'milliseconds' ? { nonIdleTotal: rounded(total - idle) } : {}),
    samples: profile.samples.length,
    frames: frames.length,
    maxDepth: depths,
    top: heaviest.map((row) => {
      const frame = functions.frame[row] ?? 0
      const [file, line, column] = [
        frames.file[frame] ?? '',
        frames.line[frame] ?? 0,
        frames.column[frame] ?? 0,
      ]
      return {
        name: frames.name[frame] ?? '',
        self: rounded(functions.self[row] ?? 0),
        total: rounded(functions.total[row] ?? 0),
        ...(file === '' ? {} : { file }),
        ...(line === 0 ? {} : { line }),
        ...(column === 0 ? {} : { column }),
      }
    }),
    ...(file.profiles.length === 1 ? {} : { shown: index + 1, profiles: file.profiles.map(headOf) }),
    notes: file.notes,
  }
}

/** The same of a heap snapshot: constructors instead of functions, what they keep alive instead of totals. */
export function snapshotSummaryOf(snapshot: HeapSnapshot, name: string): ProfileSummary {
  const { nodes, shallowBytes } = totals(snapshot)
  const rows = summarise(snapshot)
  let farthest = 0
  for (const distance of snapshot.distances)
    if (distance < systemDistance && distance > farthest) farthest = distance
  return {
    format: 'heapsnapshot',
    name,
    unit: 'bytes',
    total: shallowBytes,
    samples: nodes,
    frames: rows.length,
    maxDepth: farthest,
    top: rows
      .toSorted((a, b) => b.shallowBytes - a.shallowBytes)
      .slice(0, listed)
      .map((row) => ({ name: row.name, self: row.shallowBytes, total: row.retainedBytes, count: row.count })),
    notes: [],
  }
}

function headOf({ name, unit, samples }: Profile): { name: string; unit: WeightUnit; samples: number } {
  return { name, unit, samples: samples.length }
}

/** As V8 names it, whatever format the profile came by. */
const idleName = '(idle)'

function idleOf({ frames, stacks, samples }: Profile): number {
  const isIdle = Uint8Array.from(frames.name, (name) => (name === idleName ? 1 : 0))
  let idle = 0
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample] ?? -1
    if (stack >= 0 && isIdle[stacks.frame[stack] ?? 0] === 1) idle += samples.weight[sample] ?? 0
  }
  return idle
}

/** Kahan's summation, so that millions of small weights do not drift; then as {@link rounded}. */
function exactSum(weights: Float64Array): number {
  let sum = 0
  let lost = 0
  for (const weight of weights) {
    const next = weight - lost
    const larger = sum + next
    lost = larger - sum - next
    sum = larger
  }
  return rounded(sum)
}

/** To a millionth: beyond are the traces of adding up. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
