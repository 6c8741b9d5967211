import { Eye, RotateCw } from 'lucide-react'
import { useStatements } from '#renderer/stores/statements.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import type { StatementList } from '#shared/contract/statements.ts'
import { watchSeconds } from './watching.ts'

/** The list is empty: why, and what to do. */
export function NoStatements({ list }: { list: StatementList }) {
  const { watching, recordingId, watch, refresh } = useStatements()
  if (list.source === 'pg_stat_activity') {
    return (
      <EmptyState
        title={watching === null ? 'Nothing was watched yet' : 'Nothing was seen running yet'}
        actions={
          watching === null && (
            <Button variant="primary" icon={Eye} onClick={() => watch(watchSeconds)}>
              Watch for {watchSeconds} s
            </Button>
          )
        }
      >
        {watching === null
          ? 'Without pg_stat_statements Pitwall can only look at what runs at the moment, ten times a second. Short statements are often missed that way.'
          : 'What runs now appears here as soon as it is seen.'}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={recordingId === null ? 'Nothing has run since the reset' : 'Nothing has run in this window yet'}
      actions={
        <Button icon={RotateCw} onClick={refresh}>
          Look again
        </Button>
      }
    >
      Use the application, or start a load on it; then look again. Pitwall’s own statements are not counted.
    </EmptyState>
  )
}
