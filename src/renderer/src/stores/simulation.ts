/** What other policies, memory sizes and TTLs would have done with a recorded trace. */
import { api } from '#renderer/api/index.ts'
import { createSimulationStore } from './simulation/store.ts'

const { simulation } = api.redis

/** The Simulation pane's state. */
export const useSimulation = createSimulationStore({
  run: async (input, signal) => await simulation.run(input, { signal }),
  ttls: async (input, signal) => await simulation.ttls(input, { signal }),
})
