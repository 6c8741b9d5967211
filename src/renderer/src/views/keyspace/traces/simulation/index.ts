/** The Simulation part of a trace: what other policies, sizes and TTLs would have done. */
export { SimulationPane } from './SimulationPane.tsx'
