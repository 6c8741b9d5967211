/**
 * The time order of millions of samples, drawn and walked without a rectangle for each call: columns
 * over the samples, made once (in a worker), and a layout that answers from them.
 */
export { buildTimeline, type TimelineColumns } from './build.ts'
export { timelineLayout } from './layout.ts'
