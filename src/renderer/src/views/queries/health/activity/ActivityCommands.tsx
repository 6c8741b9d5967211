import { useCommand } from '#renderer/stores/commands.ts'
import { useHealth } from '#renderer/stores/health.ts'
import type { BackendFilter } from '#renderer/stores/health/store.ts'
import type { Backend } from '#shared/contract/health.ts'
import { proposeSignal, whyNotSignalled } from './signals.ts'

const group = 'Health'
const filters: readonly BackendFilter[] = ['active', 'waiting', 'all']

/** The commands about what runs now. Draws nothing. */
export function ActivityCommands({ chosen, targetId }: { chosen: Backend | undefined; targetId: string }) {
  const { filter, setFilter } = useHealth()
  useCommand({
    id: 'health.filter',
    title: 'Next choice of sessions: active, waiting, all',
    group,
    keys: 'F',
    run: () => setFilter(filters[(filters.indexOf(filter) + 1) % filters.length] ?? 'all'),
  })
  useCommand({
    id: 'health.cancel-statement',
    title: 'Cancel the statement of the chosen session',
    group,
    keys: 'C',
    enabled: chosen !== undefined && whyNotSignalled(chosen, 'cancel', chosen.state) === undefined,
    run: () => chosen && proposeSignal(targetId, chosen, 'cancel'),
  })
  useCommand({
    id: 'health.end-session',
    title: 'End the chosen session',
    group,
    keys: 'Delete',
    enabled: chosen !== undefined && whyNotSignalled(chosen, 'terminate', chosen.state) === undefined,
    run: () => chosen && proposeSignal(targetId, chosen, 'terminate'),
  })
  return null
}
