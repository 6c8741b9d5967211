import { createTargetChoice } from './chosen-target.ts'

/** The Redis that Keyspace is about. */
export const useRedisTarget = createTargetChoice('redis')
