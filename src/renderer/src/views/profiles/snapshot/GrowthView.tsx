import { useMemo, useState } from 'react'
import { useSnapshots } from '#renderer/stores/snapshots.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { DeltaBar } from '#renderer/ui/DeltaBar.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { Comparison } from '#renderer/workers/snapshot/work.ts'
import { RetainerList } from '../leak/verdict/RetainerList.tsx'
import { ConstructorName } from './ConstructorsView.tsx'
import { placesInOrder, type Sort } from './constructor-rows.ts'
import styles from './GrowthView.module.css'
import { NodeWords } from './NodeWords.tsx'
import { type ObjectColumn, ObjectGrid } from './ObjectGrid.tsx'
import reading from './ReadingPane.module.css'
import type { ShownSnapshot } from './shown-snapshot.ts'
import tables from './tables.module.css'
import { progressWords, signedBytes, signedCount } from './words.ts'

/** What grew since an earlier snapshot, and what holds it. */
export function GrowthView({ shown }: { shown: ShownSnapshot }) {
  const { id, viewing } = shown
  const { before, comparison } = viewing
  if (before === null) {
    return (
      <EmptyState title="Compare with an earlier snapshot">
        Choose one of the same process above: taken earlier, with work in between. Objects are told apart one
        by one, so what is listed came since then and is still there.
      </EmptyState>
    )
  }
  if (comparison?.kind === 'failed') {
    return (
      <div className={styles.failure}>
        <FailureBox
          failure={comparison.failure}
          onRetry={() => useSnapshots.getState().compareWith(id, before)}
        />
      </div>
    )
  }
  if (comparison?.kind !== 'ready') return <Waiting before={before} />
  return <Compared shown={shown} before={before.name} comparison={comparison.value} />
}

function Waiting({ before: { id, name } }: { before: { id: string; name: string } }) {
  const state = useSnapshots((all) => all.open.find((each) => each.id === id)?.state)
  const progress = state?.kind === 'reading' ? state.progress : null
  const isReading = state?.kind === 'reading'
  return (
    <div className={reading.reading}>
      <div className={reading.progress}>
        <p className={reading.name}>{name}</p>
        <ProgressBar
          label={`Comparing with ${name}`}
          done={progress?.done ?? 0}
          total={progress?.phase === 'analysing' ? undefined : progress?.total}
        />
        <p className={reading.line}>{isReading ? progressWords(progress) : 'Comparing object by object'}</p>
      </div>
    </div>
  )
}

function Compared({
  shown,
  before,
  comparison,
}: {
  shown: ShownSnapshot
  before: string
  comparison: Comparison
}) {
  const { rows, retainers, isOneProcess } = comparison
  if (!isOneProcess) {
    return (
      <EmptyState title={`${before} is of another process`}>
        Its objects have nothing to do with those of this snapshot, or the inspector was closed in between,
        whereupon V8 numbers everything anew. Compare snapshots that were taken while attached.
      </EmptyState>
    )
  }
  return (
    <SplitPane
      id="snapshot-growth"
      direction="vertical"
      parts={[
        {
          id: 'what-holds-it',
          defaultSize: '42%',
          minSize: 96,
          children: (
            <section className={styles.retainers} aria-label="What holds the growth">
              <h4 className={styles.title}>What holds the growth</h4>
              {retainers.length === 0 ? (
                <p className={styles.none}>
                  Nowhere did objects gather: what came has gone again, or grew by too little to be told from
                  chance.
                </p>
              ) : (
                <RetainerList retainers={retainers} />
              )}
            </section>
          ),
        },
        {
          id: 'constructors',
          minSize: 120,
          children: (
            <div className={styles.table}>
              <GrowthTable shown={shown} rows={rows} />
            </div>
          ),
        },
      ]}
    />
  )
}

type Key = 'name' | 'addedCount' | 'removedCount' | 'sizeDelta' | 'addedRetainedBytes'

function GrowthTable({ shown, rows }: { shown: ShownSnapshot; rows: Comparison['rows'] }) {
  const { id, name, viewing } = shown
  const [sort, setSort] = useState<Sort<Key>>({ key: 'addedRetainedBytes', descending: true })
  const places = useMemo(() => {
    const sorted = placesInOrder(rows, sort, viewing.filter)
    // V8's own things stand below those of the program, whatever the order.
    return [
      ...sorted.filter((place) => rows[place]?.ofV8 === false),
      ...sorted.filter((place) => rows[place]?.ofV8 === true),
    ]
  }, [rows, sort, viewing.filter])
  const columns = useMemo(() => columnsOf(rows), [rows])
  return (
    <>
      <p className={tables.note}>
        {places.length === rows.length
          ? formatCount(rows.length, 'constructors changed')
          : `${formatCount(places.length)} of ${formatCount(rows.length, 'constructors that changed')}`}
        <span>Unfold one to see what was added; select an object to see what keeps it alive.</span>
      </p>
      {places.length === 0 ? (
        <EmptyState
          title={rows.length === 0 ? 'Nothing changed' : `No constructor fits “${viewing.filter}”`}
          actions={
            viewing.filter !== '' && (
              <Button size="small" onClick={() => useSnapshots.getState().filter(id, '')}>
                Clear the filter
              </Button>
            )
          }
        />
      ) : (
        <ObjectGrid
          shown={shown}
          label={`What changed in ${name}`}
          columns={columns}
          places={places}
          added
          sort={sort}
          onSort={setSort}
        />
      )}
    </>
  )
}

function columnsOf(rows: Comparison['rows']): ObjectColumn<Key>[] {
  const largest = rows.reduce((most, { sizeDelta }) => Math.max(most, Math.abs(sizeDelta)), 0)
  return [
    {
      key: 'name',
      title: 'Constructor',
      isText: true,
      width: 'minmax(220px, 1fr)',
      ofConstructor: (place) => <ConstructorName name={rows[place]?.name ?? ''} />,
      ofNode: (row) => <NodeWords row={row} />,
    },
    {
      key: 'addedCount',
      title: 'Added',
      explanation: 'Objects that were not there before',
      width: '96px',
      ofConstructor: (place) => signedCount(rows[place]?.addedCount ?? 0),
      ofNode: () => null,
    },
    {
      key: 'removedCount',
      title: 'Removed',
      explanation: 'Objects that are gone',
      width: '96px',
      ofConstructor: (place) => signedCount(-(rows[place]?.removedCount ?? 0)),
      ofNode: () => null,
    },
    {
      key: 'sizeDelta',
      title: 'Shallow change',
      explanation: 'Bytes of the objects alone: what was added less what is gone',
      width: 'minmax(150px, 240px)',
      ofConstructor: (place) => {
        const delta = rows[place]?.sizeDelta ?? 0
        return <DeltaBar delta={delta} largest={largest} words={signedBytes(delta)} />
      },
      ofNode: ({ shallowBytes }) => formatBytes(shallowBytes),
    },
    {
      key: 'addedRetainedBytes',
      title: 'Added, retained',
      explanation: 'What the added objects keep alive: themselves and all that would be free without them',
      width: '120px',
      ofConstructor: (place) => formatBytes(rows[place]?.addedRetainedBytes ?? 0),
      ofNode: ({ retainedBytes }) => formatBytes(retainedBytes),
    },
  ]
}
