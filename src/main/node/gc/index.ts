/**
 * Sizes of V8's heap: which are worth trying, from what was seen of a process's garbage collection, and
 * trying them: the same command started with each in turn, several times, under the same load, and
 * compared with what it does without them.
 */
export { advise } from './advise.ts'
export { tryOut, type TryOutInput } from './try-out.ts'
