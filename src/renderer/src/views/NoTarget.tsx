import { Database, Plus, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import { useDemo } from '#renderer/stores/demo.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { kindWords } from '#renderer/ui/address.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import type { Environment, TargetKind } from '#shared/contract/environments.ts'
import styles from './NoTarget.module.css'

export interface NoTargetProps {
  environment: Environment | undefined
  kind: TargetKind
  /** More that can be done without one. */
  actions?: ReactNode
  /** What one would see with it. */
  children: ReactNode
}

/** There is no server of a kind to look at: the ways to get one. */
export function NoTarget({ environment, kind, actions, children }: NoTargetProps) {
  const openView = useWorkspace((state) => state.openView)
  const status = useDemo((state) => state.status)
  const failure = useDemo((state) => state.failure)
  const startDemo = useDemo((state) => state.start)
  const setEnvironment = useWorkspace((state) => state.setEnvironment)
  const { state, environmentId } = status ?? {}
  const canStart = state === 'stopped' || state === 'failed'
  const name = kindWords[kind]
  return (
    <div className={styles.place}>
      <EmptyState
        icon={Database}
        title={environment === undefined ? 'No environment yet' : `${environment.name} has no ${name}`}
        actions={
          <>
            <Button variant="primary" icon={Plus} onClick={() => openView('environments')}>
              {environment === undefined ? 'Add an environment' : `Add a ${name}`}
            </Button>
            {(canStart || state === 'starting') && (
              <Button icon={Zap} busy={state === 'starting'} onClick={() => void startDemo()}>
                Start the demo
              </Button>
            )}
            {state === 'running' && environmentId !== undefined && environmentId !== environment?.id && (
              <Button icon={Zap} onClick={() => setEnvironment(environmentId)}>
                Switch to the demo
              </Button>
            )}
            {actions}
          </>
        }
      >
        {children}
      </EmptyState>
      {failure && (
        <div className={styles.failure}>
          <FailureBox failure={failure} onRetry={() => void startDemo()} />
        </div>
      )}
    </div>
  )
}
