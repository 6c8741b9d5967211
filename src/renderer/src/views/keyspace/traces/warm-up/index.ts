/** The Warm-up part of a trace: its reads sent again, and the hit rate as it comes back. */
export { WarmUpPane } from './WarmUpPane.tsx'
