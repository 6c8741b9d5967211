import type { Section } from '../section.ts'
import { autovacuum } from './autovacuum.ts'
import { statistics } from './statistics.ts'

/** The letter, in the order in which it is read. */
export const sections: readonly Section[] = [autovacuum, statistics]
