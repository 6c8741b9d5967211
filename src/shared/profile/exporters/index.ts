/**
 * Profiles as files of other tools' formats. Each format says what of a profile it cannot hold, so
 * that nothing is lost unsaid; reading back what was written gives the same profile.
 */
import type { ProfileFormat } from '../../contract/profiles.ts'
import type { Profile, WeightUnit } from '../model.ts'
import { canCollapse, collapsedLosses, writeCollapsed } from './collapsed.ts'
import { writeCpuProfile } from './cpuprofile.ts'
import { writeHeapProfile } from './heapprofile.ts'
import { pprofHolds, writePprof } from './pprof.ts'
import { writeSpeedscope } from './speedscope.ts'

export interface ExportFormat {
  format: ProfileFormat
  /** `Chrome and Node CPU profile` */
  title: string
  /** With its dot: `.cpuprofile`. */
  extension: string
  /** By these a file's name says the same. */
  otherExtensions?: readonly string[]
  /** A file holds any number of profiles. */
  several?: true
  /** True, or one sentence why such a profile cannot be written in this format at all. */
  canHold(profile: Profile): true | string
  /** What is lost of a profile that can be held, one sentence each. */
  losses(profile: Profile): string[]
  /** The file of a profile that {@link canHold}; formats of one profile a file take the first. */
  write(profiles: readonly [Profile, ...Profile[]]): Uint8Array<ArrayBuffer>
}

/** Adding a format is adding its exporter and a line. */
export const exportFormats: readonly ExportFormat[] = [
  {
    format: 'cpuprofile',
    title: 'V8 CPU profile',
    extension: '.cpuprofile',
    canHold: (profile) =>
      holds(profile, ['milliseconds', 'count'], 'A CPU profile of V8 holds times or counts'),
    losses: ({ unit }) =>
      unit === 'count' ? ['The order of the samples: counts are written as hits of each stack.'] : [],
    write: ([profile]) => writeCpuProfile(profile),
  },
  {
    format: 'heapprofile',
    title: 'V8 heap profile',
    extension: '.heapprofile',
    canHold: (profile) => holds(profile, ['bytes'], 'A heap profile of V8 holds bytes'),
    losses: () => [],
    write: ([profile]) => writeHeapProfile(profile),
  },
  {
    format: 'collapsed',
    title: 'Collapsed stacks',
    extension: '.folded',
    otherExtensions: ['.collapsed', '.txt'],
    canHold: (profile) => (profile.samples.length === 0 ? nothing : canCollapse(profile)),
    losses: collapsedLosses,
    write: ([profile]) => writeCollapsed(profile),
  },
  {
    format: 'speedscope',
    title: 'speedscope',
    extension: '.speedscope.json',
    otherExtensions: ['.json'],
    several: true,
    canHold: () => true,
    losses: ({ unit }) => (countedUnits.has(unit) ? [] : [`Its unit: ${unit} are written as plain counts.`]),
    write: writeSpeedscope,
  },
  {
    format: 'pprof',
    title: 'pprof',
    extension: '.pb',
    otherExtensions: ['.pprof'],
    canHold: () => true,
    losses: (profile) => (pprofHolds(profile) ? [] : ['Fractions: values are whole numbers there.']),
    write: ([profile]) => writePprof(profile),
  },
]

/** Units that other formats have, too. */
const countedUnits: ReadonlySet<WeightUnit> = new Set(['milliseconds', 'bytes', 'count'])

/** For formats whose readers take a file without samples for a mistake. */
const nothing = 'The profile has no samples, so there is nothing to write.'

function holds({ unit, samples }: Profile, units: readonly WeightUnit[], sentence: string): true | string {
  if (!units.includes(unit)) return `${sentence}, not ${unit}.`
  return samples.length > 0 || nothing
}
