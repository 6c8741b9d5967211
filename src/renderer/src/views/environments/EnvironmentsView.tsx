import { Plus, Server } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { GuardBadge } from '#renderer/ui/GuardBadge.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { EnvironmentDetail } from './EnvironmentDetail.tsx'
import { NewEnvironmentDialog } from './EnvironmentDialogs.tsx'
import styles from './EnvironmentsView.module.css'

export function EnvironmentsView() {
  const state = useEnvironments((store) => store.state)
  const failure = useEnvironments((store) => store.failure)
  const reload = useEnvironments((store) => store.reload)
  const environments = useEnvironments((store) => store.environments)
  const current = useWorkspace((store) => store.environmentId)
  const [chosen, setChosen] = useState<string>()
  const [making, setMaking] = useState(false)

  const shown =
    environments.find(({ id }) => id === chosen) ??
    environments.find(({ id }) => id === current) ??
    environments[0]
  const side = useFocusAfterRemoval(shown?.id)

  const begin = (): void => setMaking(true)
  useCommand({
    id: 'environments.new',
    title: 'New environment…',
    group: 'Environment',
    keys: 'N',
    run: begin,
  })

  if (state !== 'ready') {
    return (
      <div className={styles.waiting}>
        {state === 'failed' && failure ? (
          <FailureBox failure={failure} onRetry={() => void reload()} />
        ) : (
          <Spinner label="Loading environments" />
        )}
      </div>
    )
  }
  return (
    <div className={styles.view}>
      <section ref={side} className={styles.side} aria-labelledby="environments-title">
        <header className={styles.sideHeader}>
          <h1 id="environments-title">Environments</h1>
          <IconButton icon={Plus} label="New environment" command="environments.new" onClick={begin} />
        </header>
        <ul className={styles.list} aria-label="Environments">
          {environments.map(({ id, name, guard }) => (
            <li key={id}>
              <button
                type="button"
                className={styles.entry}
                aria-current={id === shown?.id ? 'true' : undefined}
                onClick={() => setChosen(id)}
              >
                <span className={styles.entryName}>{name}</span>
                <GuardBadge guard={guard} />
              </button>
            </li>
          ))}
        </ul>
      </section>
      {failure && (
        <div className={styles.failure}>
          <FailureBox failure={failure} onRetry={() => void reload()} />
        </div>
      )}
      {shown ? (
        <EnvironmentDetail key={shown.id} environment={shown} onShow={setChosen} />
      ) : (
        <EmptyState
          icon={Server}
          title="No environments yet"
          actions={
            <Button variant="primary" icon={Plus} onClick={begin}>
              New environment
            </Button>
          }
        >
          An environment is a named group of targets, such as “local” or “staging”, with one guard that says
          what may be changed there.
        </EmptyState>
      )}
      <NewEnvironmentDialog open={making} onClose={() => setMaking(false)} onMade={setChosen} />
    </div>
  )
}

/** Where another environment takes the place of one that had the focus, the focus goes to the list. */
function useFocusAfterRemoval(shownId: string | undefined) {
  const side = useRef<HTMLElement>(null)
  const before = useRef(shownId)
  useEffect(() => {
    const isAnother = before.current !== undefined && before.current !== shownId
    before.current = shownId
    if (!isAnother || document.activeElement !== document.body) return
    const next = side.current?.querySelector<HTMLElement>('[aria-current="true"]')
    const button = next ?? side.current?.querySelector('button')
    button?.focus()
  }, [shownId])
  return side
}
