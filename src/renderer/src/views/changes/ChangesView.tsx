import { FileDiff, Gauge, SquareTerminal } from 'lucide-react'
import { useMemo } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { filterLedger, isFiltered, noFilter } from '#renderer/stores/changes/filter.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { ChangeCommands } from './ChangeCommands.tsx'
import { ChangeInspector } from './ChangeInspector.tsx'
import styles from './ChangesView.module.css'
import { ChangesTable } from './table/ChangesTable.tsx'
import { ChangesToolbar } from './ChangesToolbar.tsx'
import { WithLedger } from './WithLedger.tsx'

/** The ledger: everything that Pitwall changed, who and when, its proof and the way back. */
export function ChangesView() {
  return <WithLedger className={styles.waiting}>{(changes) => <Ledger changes={changes} />}</WithLedger>
}

function Ledger({ changes }: { changes: readonly ChangeHead[] }) {
  const filter = useChanges((state) => state.filter)
  const setFilter = useChanges((state) => state.setFilter)
  const selectedId = useChanges((state) => state.selected)
  const shown = useMemo(() => filterLedger(changes, filter), [changes, filter])
  const selected = changes.find(({ id }) => id === selectedId)
  return (
    <section className={styles.view} aria-labelledby="changes-title">
      <ChangeCommands selected={selected} />
      <ChangesToolbar changes={changes} shown={shown} />
      <div className={styles.table}>
        {changes.length === 0 ? (
          <NothingChanged />
        ) : shown.length === 0 ? (
          <EmptyState
            title="No change is like that"
            actions={
              isFiltered(filter) && <Button onClick={() => setFilter(noFilter)}>Show all changes</Button>
            }
          >
            {changes.length === 1 ? 'There is 1 change' : `There are ${changes.length} changes`} in the
            ledger, but none fits the filter.
          </EmptyState>
        ) : (
          <ChangesTable changes={shown} />
        )}
      </div>
      {selected && <ChangeInspector head={selected} />}
    </section>
  )
}

function NothingChanged() {
  const openView = useWorkspace((state) => state.openView)
  return (
    <EmptyState
      icon={FileDiff}
      title="Nothing was changed yet"
      actions={
        <>
          <Button icon={SquareTerminal} onClick={() => openView('queries')}>
            Open Queries
          </Button>
          <Button icon={Gauge} onClick={() => openView('overview')}>
            Open Overview
          </Button>
        </>
      }
    >
      A change is one statement that Pitwall runs for you: an index, ANALYZE, VACUUM, a setting. You see first
      what it locks and who is in the way, and afterwards, measured, what it brought. Findings on statements
      and plans offer them; each stands here with its proof and the way back.
    </EmptyState>
  )
}
