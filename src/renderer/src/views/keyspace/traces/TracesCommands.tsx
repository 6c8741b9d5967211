import { useCommand } from '#renderer/stores/commands.ts'
import { useTraces } from '#renderer/stores/traces.ts'
import { tracesOf } from '#renderer/stores/traces/store.ts'
import type { Target } from '#shared/contract/environments.ts'

const group = 'Traces'

/** The commands of the Traces page. Draws nothing. */
export function TracesCommands({ target, onImport }: { target: Target; onImport: () => void }) {
  const { show, stop } = useTraces()
  const { recording } = useTraces((state) => tracesOf(state, target.id))
  useCommand({
    id: 'traces.record',
    title: 'Record what clients access',
    group,
    keys: 'R',
    run: () => show(target.id, null),
  })
  useCommand({ id: 'traces.import', title: 'Import a trace', group, keys: 'I', run: onImport })
  useCommand({
    id: 'traces.stop',
    title: 'Stop the recording and keep it',
    group,
    keys: 'Mod+.',
    enabled: recording.kind === 'running',
    run: () => stop(target.id),
  })
  return null
}
