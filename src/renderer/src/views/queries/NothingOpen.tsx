import { ClipboardPaste, Flame, SquareTerminal, Zap } from 'lucide-react'
import { useDemo } from '#renderer/stores/demo.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { useOpening } from './opening.ts'

/** No tab is open: the ways to begin. */
export function NothingOpen() {
  const { newStatement, pastePlan } = useOpening()
  const openStatement = useQueries((state) => state.openStatement)
  const status = useDemo((state) => state.status)
  const startDemo = useDemo((state) => state.start)
  const example = status?.state === 'running' ? status.examples[0] : undefined
  const canStart = status?.state === 'stopped' || status?.state === 'failed'
  return (
    <EmptyState
      icon={Flame}
      title="See where a query spends its time"
      actions={
        <>
          <Button variant="primary" icon={SquareTerminal} onClick={newStatement}>
            Write a statement
          </Button>
          <Button icon={ClipboardPaste} onClick={pastePlan}>
            Paste a plan
          </Button>
          {example !== undefined && (
            <Button
              icon={Zap}
              onClick={() => openStatement({ targetId: example.targetId, sql: example.sql, run: true })}
            >
              Open the demo’s slow query
            </Button>
          )}
          {(canStart || status?.state === 'starting') && (
            <Button icon={Zap} busy={status?.state === 'starting'} onClick={() => void startDemo()}>
              Start the demo
            </Button>
          )}
        </>
      }
    >
      Explain a statement on a Postgres, or read a plan from elsewhere: paste it, or drop a file here.
    </EmptyState>
  )
}
