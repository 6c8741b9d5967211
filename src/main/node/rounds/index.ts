/**
 * Rounds of load that are the same each time: so many HTTP requests to services of this machine, each
 * answered or counted as an error of a named kind, or the traffic that a process has anyway, counted where it arrives.
 * What a round does to the process is for others to measure.
 */
export { requireLoopback } from './hosts.ts'
export { type SendOptions, type SentLoad, sendRequests } from './send.ts'
export { loadOfScenario } from './scenario.ts'
export { countRequests, type RequestCounter } from './traffic.ts'
