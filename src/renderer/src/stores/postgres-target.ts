import { createTargetChoice } from './chosen-target.ts'

/** The Postgres that Queries is about. */
export const usePostgresTarget = createTargetChoice('postgres')
