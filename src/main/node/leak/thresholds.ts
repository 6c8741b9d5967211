import type { Bytes, Milliseconds } from '#shared/units.ts'

/**
 * What is too little to be called a leak. Services that keep nothing were measured on Node 20 and 24: from the third round on,
 * their heaps differ from one round to the next by 0.5 to 12 kB, whatever the number of requests.
 */

/** Of one request: less than the smallest object that somebody could keep by mistake. */
export const FLOOR_PER_REQUEST: Bytes = 16
/** Of a round: twice what a steady service differs by. */
export const FLOOR_PER_ROUND: Bytes = 24 * 1024
/** Of a round, that is worth a longer look where each has it: three times what measuring itself leaves behind. */
export const SMALL_AND_STEADY: Bytes = 6 * 1024
/** Of a long load without optimised code: what the service keeps of it anyway, connections, timers, caches of V8. */
export const FLOOR_OF_LONG_LOAD: Bytes = 48 * 1024
/** The same where V8 optimises: it makes and throws away code whenever it likes, tens of kB at a time. */
export const FLOOR_WITH_OPTIMISED_CODE: Bytes = 160 * 1024

/** A process that grew this much less than in the round before is still warming up. */
export const WARMING_UP = 0.6
/** Rounds of warm-up at most. */
export const MOST_WARM_UP = 4

/** Rounds that count after which growth may be called a leak. */
export const DECIDE_AFTER = 5
/** Growth that goes on has at least half its pace. */
export const STILL_GROWING = 0.5
/** Growth with nothing sent goes on as evenly as its timer: a pool that is full half-way through the wait is told from it. */
export const STILL_GROWING_IN_TIME = 0.75
/** Of the growth, that one allocation site explains a leak. */
export const EXPLAINING_SHARE = 0.5
/** Growth this many times its floor is a leak whoever allocated it. */
export const OVERWHELMING = 4

/** A long load is so many times all load before it: a cache that fills during the rounds is full before its half. */
export const LONG_LOAD_FACTOR = 3
/** Where the program empties what grows, the next long load is so many times everything before. */
export const DOUBTED_LOAD_FACTOR = 3
/** No long load begins requests for longer, unless the rounds took longer themselves. */
export const LONG_LOAD_TIME: Milliseconds = 20_000
/** Nor longer than this, ever. */
export const LONGEST_LONG_LOAD: Milliseconds = 120_000
/** Long loads at most; what then is not decided stays so. */
export const MOST_LONG_LOADS = 3

/** Growth with nothing sent, to tell a leak per request from one in time. */
export const SHORTEST_WAIT: Milliseconds = 2_000
/** Where time seems to be what makes it grow: as long as everything before, within these. */
export const LONG_WAIT = { least: 10_000, most: 40_000 } as const
/** Where the program empties what grows: for entries that expire. */
export const WAIT_FOR_EXPIRY: Milliseconds = 25_000
/** Of all growth, that a wait takes away again where entries expire. */
export const RELEASED = 0.1
/** Of all growth, that is left for good beside entries that expire: less may be the tables that held them. */
export const REMAINING = 0.25

/** What one round may add to the heap, so that rounds and long loads together stay well below its limit. */
export const ROUND_BUDGET = { share: 0.04, bytes: 24 * 1024 * 1024 } as const
/** What a long load may add. */
export const LONG_LOAD_BUDGET = { share: 0.25, bytes: 256 * 1024 * 1024 } as const
