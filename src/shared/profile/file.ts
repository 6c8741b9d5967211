import type { ProfileFormat } from '#shared/contract/profiles.ts'
import type { Profile } from './model.ts'

/** What a file of any supported format holds; see importers/. */
export interface ProfileFile {
  format: ProfileFormat
  /** At least one: a thread, a sample type of pprof, a profile of speedscope. */
  profiles: Profile[]
  /** The one to show first. */
  first: number
  /** What was not taken over, one sentence each. */
  notes: string[]
}
