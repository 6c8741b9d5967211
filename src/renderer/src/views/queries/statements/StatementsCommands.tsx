import { useCommand } from '#renderer/stores/commands.ts'
import { hasPage } from '#renderer/stores/home.ts'
import { useStatements } from '#renderer/stores/statements.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { adviseFor, nextGrouping, openWithPlan, saveCsv, textOf } from './actions.ts'
import type { ShownTable } from './use-table.ts'
import { watchSeconds } from './watching.ts'

const group = 'Statements'

/** The commands of the Statements page. Draws nothing. */
export function StatementsCommands({ shown }: { shown: ShownTable | null }) {
  const { refresh, autoRefresh, findingsOpen, choose } = useStatements()
  useCommand({ id: 'statements.refresh', title: 'Read the statements again', group, keys: 'R', run: refresh })
  useCommand({
    id: 'statements.auto',
    title: 'Keep the statements fresh, or stop that',
    group,
    keys: 'A',
    run: () => choose({ autoRefresh: !autoRefresh }),
  })
  useCommand({
    id: 'statements.group',
    title: 'Group the statements otherwise',
    group,
    keys: 'G',
    run: nextGrouping,
  })
  useCommand({
    id: 'statements.findings',
    title: 'Show or hide the findings',
    group,
    keys: 'F',
    run: () => choose({ findingsOpen: !findingsOpen }),
  })
  useCommand({
    id: 'statements.csv',
    title: 'Save the statements as CSV',
    group,
    keys: 'Mod+S',
    enabled: shown !== null && shown.statements.length > 0,
    run: () => shown && saveCsv(shown),
  })
  return (
    <>
      <RecordingCommands />
      <WatchCommand source={shown?.list.source} />
      {shown !== null && <StatementCommands shown={shown} />}
    </>
  )
}

function RecordingCommands() {
  const { recordings, recordingId, recordingBusy, beginRecording, endRecording, removeRecording } =
    useStatements()
  const running = recordings.find(({ endedAt }) => endedAt === null)
  const chosen = recordings.find(({ id }) => id === recordingId)
  useCommand({
    id: 'statements.record',
    title: running === undefined ? 'Record the statements from now on' : 'End the recording',
    group,
    keys: 'Shift+R',
    enabled: !recordingBusy,
    run: () => (running === undefined ? beginRecording() : endRecording(running.id)),
  })
  useCommand({
    id: 'statements.remove-recording',
    title: 'Remove the recording that is shown',
    group,
    keys: 'Delete',
    enabled: chosen !== undefined && chosen.endedAt !== null,
    run: () => chosen && removeRecording(chosen),
  })
  return null
}

function WatchCommand({ source }: { source: ShownTable['list']['source'] | undefined }) {
  const { watching, watch, stopWatching } = useStatements()
  useCommand({
    id: 'statements.watch',
    title: watching === null ? `Watch what runs for ${watchSeconds} s` : 'Stop watching',
    group,
    keys: 'W',
    enabled: source === 'pg_stat_activity' || watching !== null,
    run: () => (watching === null ? watch(watchSeconds) : stopWatching()),
  })
  return null
}

function StatementCommands({ shown }: { shown: ShownTable }) {
  const selected = useStatements((state) => state.selected)
  const statement = shown.list.statements.find(({ id }) => id === selected)
  const enabled = statement !== undefined
  useCommand({
    id: 'statements.open',
    title: 'Open the selected statement with its plan',
    group,
    keys: 'O',
    enabled,
    run: () => statement && openWithPlan(statement),
  })
  useCommand({
    id: 'statements.copy',
    title: 'Copy the selected statement',
    group,
    keys: 'C',
    enabled,
    run: () => statement && void copyText(textOf(statement), 'the statement'),
  })
  useCommand({
    id: 'statements.advise',
    title: 'Advise an index for the selected statement',
    group,
    keys: 'V',
    enabled: enabled && hasPage('indexes'),
    run: () => statement && adviseFor(statement),
  })
  return null
}
