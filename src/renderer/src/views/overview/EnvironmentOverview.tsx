import { Cable, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { TargetInspector, TargetList } from '#renderer/views/environments/index.ts'
import type { Environment } from '#shared/contract/environments.ts'
import { DemoPanel } from './DemoPanel.tsx'
import styles from './EnvironmentOverview.module.css'
import { Examples } from './Examples.tsx'

/** The targets of the environment worked in and, for the demo, what is wrong with them. */
export function EnvironmentOverview({ environment }: { environment: Environment }) {
  const { id, name, targets, origin } = environment
  const [selectedId, setSelectedId] = useState<string>()
  const selected = targets.find((target) => target.id === selectedId)
  const openView = useWorkspace((state) => state.openView)
  const test = useEnvironments((state) => state.test)
  const testAll = (): void => {
    for (const target of targets) void test(target)
  }

  return (
    <div className={styles.screen}>
      <header className={styles.header}>
        <h1 className={styles.title}>{name}</h1>
        {targets.length > 0 && (
          <Tooltip content="Test all connections" command="target.test.all">
            <Button icon={Cable} onClick={testAll}>
              Test all
            </Button>
          </Tooltip>
        )}
        <Button icon={SlidersHorizontal} onClick={() => openView('environments')}>
          Manage
        </Button>
      </header>

      <section aria-labelledby="overview-targets">
        <h2 id="overview-targets" className={styles.heading}>
          Targets
        </h2>
        {targets.length === 0 ? (
          <EmptyState
            title="No targets yet"
            actions={
              <Button variant="primary" onClick={() => openView('environments')}>
                Add targets
              </Button>
            }
          >
            Paste a URL, or let Pitwall read a project’s .env and compose files.
          </EmptyState>
        ) : (
          <TargetList
            key={id}
            label={`Targets of ${name}`}
            targets={targets}
            selected={selected?.id}
            onSelect={(next) => setSelectedId(next === selectedId ? undefined : next)}
          />
        )}
      </section>

      {origin === 'demo' && <Examples environmentId={id} />}
      <section aria-labelledby="overview-demo">
        <h2 id="overview-demo" className={styles.heading}>
          Demo
        </h2>
        <DemoPanel />
      </section>
      {selected && <TargetInspector target={selected} onClose={() => setSelectedId(undefined)} />}
    </div>
  )
}
