import { useCommand } from '#renderer/stores/commands.ts'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { keysViews, type KeysView } from '#renderer/stores/keyspace/choices.ts'
import { readOptions } from '#renderer/stores/keyspace/options.ts'
import type { ShownKeyspace } from './use-shown.ts'
import { viewNames } from './ViewBar.tsx'

const group = 'Keyspace'

/** The commands of the Keys page. Draws nothing. */
export function KeysCommands({ targetId, shown }: { targetId: string; shown: ShownKeyspace | null }) {
  const { work, options } = useKeyspace((state) => keyspaceOf(state, targetId))
  const { choices, choose, analyse, stop, cancel } = useKeyspace()
  const running = work.kind === 'running'
  const seen = shown !== null && choices.part === 'analysis'
  useCommand({
    id: 'keyspace.analyse',
    title: 'Analyse the keys',
    group,
    keys: 'Mod+Enter',
    enabled: !running && readOptions(options).wrong.size === 0,
    run: () => analyse(targetId),
  })
  useCommand({
    id: 'keyspace.stop',
    title: 'Stop the analysis and keep what was seen',
    group,
    keys: 'Mod+.',
    enabled: running && !work.stopping && work.progress !== null,
    run: () => stop(targetId),
  })
  useCommand({
    id: 'keyspace.cancel',
    title: 'Cancel the analysis',
    group,
    keys: 'X',
    enabled: running,
    run: () => cancel(targetId),
  })
  useCommand({
    id: 'keyspace.part',
    title: 'The analysis, or the keys themselves',
    group,
    keys: 'B',
    run: () => choose({ part: choices.part === 'analysis' ? 'browse' : 'analysis' }),
  })
  useCommand({
    id: 'keyspace.options',
    title: 'Options of the analysis',
    group,
    keys: 'O',
    enabled: shown !== null && !running,
    run: () => choose({ optionsOpen: !choices.optionsOpen }),
  })
  useCommand({
    id: 'keyspace.findings',
    title: 'Show or hide the findings',
    group,
    keys: 'F',
    enabled: seen,
    run: () => choose({ findingsOpen: !choices.findingsOpen }),
  })
  useCommand({
    id: 'keyspace.metric',
    title: 'By bytes or by keys',
    group,
    keys: 'M',
    enabled: seen,
    run: () => choose({ metric: choices.metric === 'bytes' ? 'keys' : 'bytes' }),
  })
  useCommand({
    id: 'keyspace.colour',
    title: 'Colours by TTL or by type',
    group,
    keys: 'C',
    enabled: seen,
    run: () => choose({ colouring: choices.colouring === 'ttl' ? 'type' : 'ttl' }),
  })
  return keysViews.map((view, at) => (
    <ViewCommand key={view} view={view} keys={String(at + 1)} enabled={seen} />
  ))
}

function ViewCommand({ view, keys, enabled }: { view: KeysView; keys: string; enabled: boolean }) {
  const choose = useKeyspace((state) => state.choose)
  useCommand({
    id: `keyspace.view-${view}`,
    title: `Show the keys as: ${viewNames[view]}`,
    group,
    keys,
    enabled,
    run: () => choose({ view }),
  })
  return null
}
