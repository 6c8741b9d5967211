/**
 * Profiles: what was recorded or fetched, kept as files in their standard formats in the user-data
 * folder, so that other programs open them as they are, with a row for each in the database that says
 * what it was taken from and how. It records nothing itself and does not look into the files.
 */
export {
  createProfiles,
  type ProfileDraft,
  type ProfilesOptions,
  type ProfilesRoom,
  type WriteProfile,
} from './profiles.ts'
