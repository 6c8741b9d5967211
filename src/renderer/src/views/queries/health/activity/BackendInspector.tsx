import { useHealth } from '#renderer/stores/health.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { formatDateTime } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import type { Backend } from '#shared/contract/health.ts'
import { SqlActions } from '#renderer/ui/SqlActions.tsx'
import { age } from './age.ts'
import styles from './BackendInspector.module.css'
import { SignalButtons } from './SignalButtons.tsx'

/** The chosen session with its whole statement, and what can be done to it. */
export function BackendInspector({ backend, targetId }: { backend: Backend; targetId: string }) {
  const select = useHealth((state) => state.select)
  const openStatement = useQueries((state) => state.openStatement)
  const { pid, query } = backend
  return (
    <InspectorContent title={`Server process ${pid}`} onClose={() => select(null)}>
      <div className={styles.inspector}>
        <SignalButtons backend={backend} targetId={targetId} />
        <dl className={styles.facts}>
          {factsOf(backend).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {query !== '' && (
          <SqlBlock
            label={backend.state === 'active' ? 'The statement it runs' : 'The statement it ran last'}
            caption={backend.state === 'active' ? 'Runs' : 'Ran last'}
            sql={query}
            actions={
              <SqlActions
                sql={query}
                what="the statement"
                onOpen={() => openStatement({ targetId, sql: query })}
              />
            }
          />
        )}
      </div>
    </InspectorContent>
  )
}

function factsOf(backend: Backend): (readonly [label: string, value: string])[] {
  const { role, application, client, state, waitEvent, waitsFor, blockedBy, startedAt, own } = backend
  const since = Number(startedAt) * 1000
  const facts: (readonly [string, string])[] = [
    ['Role', role],
    ['Application', own ? `${application} (Pitwall’s own)` : application],
    ['Client', client],
    ['Connected', startedAt === '' || Number.isNaN(since) ? '' : formatDateTime(since)],
    ['State', backend.stateMs === null ? state : `${state}, for ${age(backend.stateMs)}`],
    ['Transaction', backend.transactionMs === null ? '' : `open for ${age(backend.transactionMs)}`],
    ['Statement', backend.statementMs === null ? '' : `runs for ${age(backend.statementMs)}`],
    ['Wait event', waitEvent ?? ''],
    ['Waits for', waitsFor ?? ''],
    ['Blocked by', blockedBy.join(', ')],
  ]
  return facts.filter(([, value]) => value !== '')
}
