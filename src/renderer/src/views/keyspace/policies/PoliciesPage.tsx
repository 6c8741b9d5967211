import { CalendarClock, ListPlus } from 'lucide-react'
import { useEffect } from 'react'
import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import { useKeyspace } from '#renderer/stores/keyspace.ts'
import { policiesOf, useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import page from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { CheckPane } from './CheckPane.tsx'
import { PoliciesCommands } from './PoliciesCommands.tsx'
import styles from './PoliciesPage.module.css'
import { PoliciesToolbar } from './PoliciesToolbar.tsx'
import { addRow } from './focus.ts'
import { PolicyTable } from './PolicyTable.tsx'
import { SuggestionList } from './SuggestionList.tsx'

/** How long the keys of each namespace are to live, and how they keep to it. */
export function PoliciesPage({ target }: { target: Target }) {
  const open = useTtlPolicies((state) => state.open)
  const openAnalyses = useKeyspace((state) => state.open)
  useEffect(() => {
    open(target.id)
    // They tell which namespaces there are.
    openAnalyses(target.id)
  }, [open, openAnalyses, target.id])
  return (
    <section className={page.page} aria-label="TTL policies">
      <h2>
        <HiddenText>TTL policies of {target.name}</HiddenText>
      </h2>
      <PoliciesToolbar target={target} />
      <PoliciesCommands target={target} />
      <Body target={target} />
    </section>
  )
}

function Body({ target }: { target: Target }) {
  const { kept, failure, saveFailure, rows } = useTtlPolicies((state) => policiesOf(state, target.id))
  const { reload, save } = useTtlPolicies()
  const environments = useEnvironments((state) => state.environments)
  const isReadOnly = findTarget(environments, target.id)?.environment.guard === 'read-only'
  if (failure !== null) {
    return (
      <div className={page.failure}>
        <FailureBox failure={failure} onRetry={() => reload(target.id)} />
      </div>
    )
  }
  if (kept === null) {
    return (
      <div className={page.waiting}>
        <Spinner label="Reading the table" />
      </div>
    )
  }
  return (
    <div className={styles.main}>
      {saveFailure !== null && (
        <div className={page.failure}>
          <FailureBox failure={saveFailure} onRetry={() => void save(target.id)} />
        </div>
      )}
      <CheckPane targetId={target.id} />
      {rows.length === 0 ? (
        <EmptyState
          icon={CalendarClock}
          title="How long are the keys to live?"
          actions={
            <Button variant="primary" icon={ListPlus} onClick={() => addRow(target.id)}>
              Add a policy
            </Button>
          }
        >
          A policy says how long the keys of a namespace may live, and why. Pitwall counts how many keep to it
          and brings the others into compliance, with a preview and undo. The table itself changes no key.
        </EmptyState>
      ) : (
        <>
          {isReadOnly && (
            <p className={styles.note}>
              The environment is read-only: the table can be edited and checked, and no key can be changed.
            </p>
          )}
          <PolicyTable target={target} isReadOnly={isReadOnly} />
        </>
      )}
      <SuggestionList target={target} />
    </div>
  )
}
