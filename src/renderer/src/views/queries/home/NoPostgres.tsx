import { ClipboardPaste, Database, Plus, Zap } from 'lucide-react'
import { useDemo } from '#renderer/stores/demo.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import type { Environment } from '#shared/contract/environments.ts'
import { useOpening } from '../opening.ts'
import styles from './NoPostgres.module.css'

/** There is no server to look at: the ways to get one, and what goes without. */
export function NoPostgres({ environment }: { environment: Environment | undefined }) {
  const { pastePlan } = useOpening()
  const openView = useWorkspace((state) => state.openView)
  const status = useDemo((state) => state.status)
  const failure = useDemo((state) => state.failure)
  const startDemo = useDemo((state) => state.start)
  const setEnvironment = useWorkspace((state) => state.setEnvironment)
  const { state, environmentId } = status ?? {}
  const canStart = state === 'stopped' || state === 'failed'
  return (
    <div className={styles.place}>
      <EmptyState
        icon={Database}
        title={environment === undefined ? 'No environment yet' : `${environment.name} has no Postgres`}
        actions={
          <>
            <Button variant="primary" icon={Plus} onClick={() => openView('environments')}>
              {environment === undefined ? 'Add an environment' : 'Add a Postgres'}
            </Button>
            {(canStart || state === 'starting') && (
              <Button icon={Zap} busy={state === 'starting'} onClick={() => void startDemo()}>
                Start the demo
              </Button>
            )}
            {state === 'running' && environmentId !== undefined && (
              <Button icon={Zap} onClick={() => setEnvironment(environmentId)}>
                Switch to the demo
              </Button>
            )}
            <Button icon={ClipboardPaste} onClick={pastePlan}>
              Paste a plan
            </Button>
          </>
        }
      >
        {environment === undefined
          ? 'An environment holds the servers you work with. Add one with a Postgres to see which statements cost most, or look at the demo.'
          : 'Add a Postgres to see which statements cost most there. A plan from elsewhere can be read without one: paste it, or drop a file here.'}
      </EmptyState>
      {failure && (
        <div className={styles.failure}>
          <FailureBox failure={failure} onRetry={() => void startDemo()} />
        </div>
      )}
    </div>
  )
}
