/**
 * Leaks: rounds of equal load on an attached process, after each of which it is idle, its garbage is
 * collected and its heap measured; then a verdict by how it grew and whether that went on through a long load,
 * with the allocation sites behind the growth and what holds it. And watches: whether a process grows
 * over hours with the traffic it has.
 */
export { createLeak, type LeakOptions, type LeakRoom } from './room.ts'
export { ALL_THREADS, type LeakRunInput } from './run.ts'
