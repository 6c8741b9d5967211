import { useCommand } from '#renderer/stores/commands.ts'
import { useSnapshots } from '#renderer/stores/snapshots.ts'
import { type SnapshotView, snapshotViews } from '#renderer/stores/snapshots/model.ts'
import { saveTable, tableOf } from './saving.ts'
import type { ShownSnapshot } from './shown-snapshot.ts'
import { focusFilter } from './SnapshotHead.tsx'
import { viewNames } from './words.ts'

const group = 'Profiles'

/** The commands about the snapshot that is shown. Draws nothing. */
export function SnapshotCommands({ shown }: { shown: ShownSnapshot }) {
  const { id, viewing } = shown
  useCommand({
    id: 'snapshot.filter',
    title: 'Filter constructors',
    group,
    keys: '/',
    enabled: viewing.view !== 'memory',
    run: focusFilter,
  })
  useCommand({
    id: 'snapshot.csv',
    title: 'Save the table as CSV',
    group,
    keys: 'E',
    enabled: tableOf(shown) !== undefined,
    run: () => saveTable(shown),
  })
  return snapshotViews.map((view, place) => (
    <ViewCommand key={view} id={id} view={view} keys={String(place + 1)} />
  ))
}

function ViewCommand({ id, view, keys }: { id: string; view: SnapshotView; keys: string }) {
  useCommand({
    id: `snapshot.view-${view}`,
    title: `Show the snapshot: ${viewNames[view]}`,
    group,
    keys,
    run: () => useSnapshots.getState().showView(id, view),
  })
  return null
}
