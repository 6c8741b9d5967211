import { Flame } from 'lucide-react'
import { useQueries } from '#renderer/stores/queries.ts'
import { useCommand, useCommandKeys } from '#renderer/stores/commands.ts'
import { useDemo } from '#renderer/stores/demo.ts'
import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import type { DemoExample } from '#shared/contract/demo.ts'
import styles from './Examples.module.css'

/** The demo's planted problems, each one click from its plan. */
export function Examples({ environmentId }: { environmentId: string }) {
  const examples = useDemo((state) =>
    state.status?.environmentId === environmentId ? state.status.examples : undefined,
  )
  const first = examples?.[0]
  useCommand({
    id: 'demo.example',
    title: 'Show the plan of the first slow query',
    group: 'Demo',
    keys: 'Mod+Shift+Enter',
    enabled: first !== undefined,
    run: () => first && showPlan(first),
  })
  const firstKeys = useCommandKeys('demo.example')
  if (!examples || examples.length === 0) return null
  return (
    <section aria-labelledby="overview-examples">
      <h2 id="overview-examples" className={styles.heading}>
        Planted problems
      </h2>
      <ol className={styles.list} aria-labelledby="overview-examples">
        {examples.map((example, index) => (
          <Row key={example.id} example={example} keys={index === 0 ? firstKeys : undefined} />
        ))}
      </ol>
    </section>
  )
}

function Row({ example, keys }: { example: DemoExample; keys: string | undefined }) {
  const { title, problem, targetId, sql } = example
  const environments = useEnvironments((state) => state.environments)
  const target = findTarget(environments, targetId)?.target
  return (
    <li className={styles.row}>
      <div className={styles.text}>
        <p className={styles.title}>
          {title} <span className={styles.target}>{target?.name}</span>
        </p>
        <p className={styles.problem}>{problem}</p>
        <code className={styles.sql} title={sql}>
          {sql.replace(/\s+/g, ' ')}
        </code>
      </div>
      {keys !== undefined && <KeyHint keys={keys} />}
      <Button
        icon={Flame}
        variant={keys === undefined ? 'plain' : 'primary'}
        aria-label={`Show the plan: ${title}`}
        onClick={() => showPlan(example)}
      >
        Show the plan
      </Button>
    </li>
  )
}

function showPlan({ targetId, sql }: DemoExample): void {
  useQueries.getState().openStatement({ targetId, sql, run: true })
  useWorkspace.getState().openView('queries')
}
