import { FileDown } from 'lucide-react'
import { useSnapshots } from '#renderer/stores/snapshots.ts'
import { snapshotViews } from '#renderer/stores/snapshots/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { CompareSelect } from './CompareSelect.tsx'
import { saveTable, tableOf } from './saving.ts'
import type { ShownSnapshot } from './shown-snapshot.ts'
import styles from './SnapshotHead.module.css'
import { factsLine, viewNames } from './words.ts'

/** What the snapshot is, which view of it is shown, what it is compared with. */
export function SnapshotHead({ shown }: { shown: ShownSnapshot }) {
  const { id, name, source, opened, viewing } = shown
  const showView = useSnapshots((state) => state.showView)
  const filter = useSnapshots((state) => state.filter)
  const head = source.kind === 'kept' ? source.head : null
  return (
    <>
      <header className={styles.head}>
        <div className={styles.line}>
          <h3 className={styles.name} title={name}>
            {name}
          </h3>
          <span className={styles.facts}>Heap snapshot · {factsLine(opened)}</span>
        </div>
        {head !== null && (
          <div className={styles.kept}>
            <span className={styles.source}>{head.source}</span>
            <code className={styles.path} title={head.file}>
              {head.file}
            </code>
            <CopyButton text={head.file} what="the path of the file" />
          </div>
        )}
      </header>
      <div className={styles.bar} role="toolbar" aria-label="View of the snapshot">
        <SegmentedControl
          label="View"
          size="small"
          options={snapshotViews.map((value) => ({ value, label: viewNames[value] }))}
          value={viewing.view}
          onChange={(view) => showView(id, view)}
        />
        <CompareSelect shown={shown} />
        <div className={styles.end}>
          {viewing.view !== 'memory' && (
            <>
              <SearchField
                label="Filter constructors"
                placeholder="Filter constructors"
                className={styles.field}
                value={viewing.filter}
                onChange={(text) => filter(id, text)}
                onDone={focusTable}
              />
              <Tooltip content="Save the table as CSV" command="snapshot.csv">
                <Button
                  size="small"
                  icon={FileDown}
                  disabled={tableOf(shown) === undefined}
                  onClick={() => saveTable(shown)}
                >
                  CSV
                </Button>
              </Tooltip>
            </>
          )}
        </div>
      </div>
    </>
  )
}

export function focusFilter(): void {
  document.querySelector<HTMLInputElement>('input[aria-label="Filter constructors"]')?.select()
}

function focusTable(): void {
  document.querySelector<HTMLElement>('[role="treegrid"]')?.focus()
}
