import { useCommand } from '#renderer/stores/commands.ts'
import { indexesOf, useIndexes } from '#renderer/stores/indexes.ts'
import { readOptions } from '#renderer/stores/indexes/options.ts'
import { useNothingToAdvise } from './IndexesToolbar.tsx'

const group = 'Indexes'

/** The commands of the Indexes page. Draws nothing. */
export function IndexesCommands({ targetId }: { targetId: string }) {
  const { work, options } = useIndexes((state) => indexesOf(state, targetId))
  const { advise, cancel, choose } = useIndexes()
  const nothing = useNothingToAdvise(targetId)
  const running = work.kind === 'running'
  useCommand({
    id: 'indexes.advise',
    title: 'Advise indexes',
    group,
    keys: 'Mod+Enter',
    enabled: !running && !nothing && readOptions(options).wrong.size === 0,
    run: () => advise(targetId),
  })
  useCommand({
    id: 'indexes.cancel',
    title: 'Cancel the search for indexes',
    group,
    keys: 'Mod+.',
    enabled: running,
    run: () => cancel(targetId),
  })
  useCommand({
    id: 'indexes.statements',
    title: 'Advise on statements of your own',
    group,
    keys: 'E',
    enabled: !running,
    run: () => choose(targetId, { kind: 'queries' }),
  })
  return null
}
