/**
 * Recording: CPU profiles, sampled allocations and heap snapshots of one thread of an attached Node
 * process, kept as pure files of V8's formats. A recording ends by itself, may be ended early and kept,
 * or cancelled, after which the process samples no longer and nothing is left.
 */
export { collectGarbage } from './garbage.ts'
export { allowSnapshot, type KeptEnvironments } from './guard.ts'
export { type HeapSampling, sampleHeap } from './heap-sampling.ts'
export { createRecordings, type Recordings, type RecordingsOptions } from './recordings.ts'
export { takeSnapshot, type SnapshotOptions } from './snapshot.ts'
