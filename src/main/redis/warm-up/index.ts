/**
 * Warm-up: sends the reads of a trace again, at a chosen rate and in their order, to a Redis or to the
 * HTTP service that fills it, and tells each second how many keys were there: after an invalidation
 * one sees the hit rate come back.
 */
export { runWarmUp, type WarmUpEvent, type WarmUpSources } from './run-warm-up.ts'
