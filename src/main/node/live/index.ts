/**
 * What attached threads do: their heap, garbage collection, event loop and CPU, once a second. A small
 * agent in the thread counts between two questions; it is asked once a second however many watch, taken
 * out by detaching, and ends by itself when nobody asks any more. Figures of the process (resident
 * memory, CPU) are the same for all of its threads; a worker's heap and event loop are its own.
 */
export { askAgent, putAgent, type Reading } from './agent.ts'
export { createLive } from './live.ts'
export type { Collection, LiveRoom } from './room.ts'
