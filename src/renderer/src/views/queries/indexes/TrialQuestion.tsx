import { Hammer, Wrench } from 'lucide-react'
import { useState } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import { useIndexes } from '#renderer/stores/indexes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/ConfirmDialog.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { Failure } from '#shared/failure.ts'
import styles from './TrialQuestion.module.css'

/** HypoPG is missing: what that means, and the leave to build trial indexes instead. */
export function TrialQuestion({
  target,
  failure,
  wantsName,
}: {
  target: Target
  failure: Failure
  wantsName: boolean
}) {
  const advise = useIndexes((state) => state.advise)
  const propose = useChanges((state) => state.propose)
  const environments = useEnvironments((state) => state.environments)
  const environment = findTarget(environments, target.id)?.environment
  const [asking, setAsking] = useState(false)
  return (
    <section className={styles.question} aria-labelledby="trial-question">
      <h3 id="trial-question">Indexes would have to be built on {target.name} to be tried</h3>
      <p>{failure.message}</p>
      <ul className={styles.facts}>
        <li>At most twelve indexes are tried, one at a time; each is rolled back, and none of it stays.</li>
        <li>
          Reads go on. Writers to a table wait while an index on it is built. Tables above 4 GiB are left
          alone.
        </li>
        <li>A trial that cannot get its lock within the lock timeout of the settings is given up.</li>
      </ul>
      <div className={styles.actions}>
        <Button
          variant="primary"
          size="small"
          icon={Hammer}
          onClick={() => (wantsName ? setAsking(true) : advise(target.id, { allowTrial: true }))}
        >
          Build trial indexes{wantsName ? '…' : ''}
        </Button>
        {failure.facts['installable'] === true && (
          <Button
            size="small"
            icon={Wrench}
            onClick={() =>
              propose({ targetId: target.id, sql: 'CREATE EXTENSION hypopg', title: 'Create HypoPG' })
            }
          >
            Create the extension HypoPG
          </Button>
        )}
      </div>
      {failure.hint !== undefined && <p className={styles.hint}>{failure.hint}</p>}
      {wantsName && (
        <ConfirmDialog
          open={asking}
          title="Build trial indexes?"
          action="Build trial indexes"
          variant="primary"
          typeToConfirm={environment?.name}
          onClose={() => setAsking(false)}
          onConfirm={(confirmation) => {
            setAsking(false)
            advise(target.id, { allowTrial: true, confirmation })
          }}
        >
          <p>
            Writers to a table of <strong>{target.name}</strong> wait while an index on it is tried. Every
            trial is rolled back.
          </p>
        </ConfirmDialog>
      )}
    </section>
  )
}
