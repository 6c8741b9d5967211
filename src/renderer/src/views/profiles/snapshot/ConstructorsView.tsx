import { useMemo, useState } from 'react'
import { useSnapshots } from '#renderer/stores/snapshots.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import { ShareBar } from '#renderer/ui/ShareBar.tsx'
import type { OpenedSnapshot } from '#renderer/workers/snapshot/work.ts'
import { placesInOrder, type Sort } from './constructor-rows.ts'
import { NodeWords } from './NodeWords.tsx'
import { type ObjectColumn, ObjectGrid } from './ObjectGrid.tsx'
import type { ShownSnapshot } from './shown-snapshot.ts'
import styles from './tables.module.css'
import { retainedMeaning, shallowMeaning } from './words.ts'

type Key = 'name' | 'count' | 'shallowBytes' | 'retainedBytes'

/** Everything on the heap by constructor. */
export function ConstructorsView({ shown }: { shown: ShownSnapshot }) {
  const { id, name, opened, viewing } = shown
  const { constructors } = opened
  const [sort, setSort] = useState<Sort<Key>>({ key: 'retainedBytes', descending: true })
  const places = useMemo(
    () => placesInOrder(constructors, sort, viewing.filter),
    [constructors, sort, viewing.filter],
  )
  const columns = useMemo(() => columnsOf(opened), [opened])
  return (
    <>
      <p className={styles.note}>
        {places.length === constructors.length
          ? formatCount(constructors.length, 'constructors')
          : `${formatCount(places.length)} of ${formatCount(constructors.length, 'constructors')}`}
        <span>Shallow: of the objects alone. Retained: what would be free if they were gone.</span>
      </p>
      {places.length === 0 ? (
        <EmptyState
          title={`No constructor fits “${viewing.filter}”`}
          actions={
            <Button size="small" onClick={() => useSnapshots.getState().filter(id, '')}>
              Clear the filter
            </Button>
          }
        />
      ) : (
        <ObjectGrid
          shown={shown}
          label={`Constructors of ${name}`}
          columns={columns}
          places={places}
          added={false}
          sort={sort}
          onSort={setSort}
        />
      )}
    </>
  )
}

function columnsOf({ constructors, totals: { shallowBytes: whole } }: OpenedSnapshot): ObjectColumn<Key>[] {
  const share = (bytes: number) => <ShareBar value={bytes} whole={whole} format={formatBytes} />
  return [
    {
      key: 'name',
      title: 'Constructor',
      isText: true,
      width: 'minmax(220px, 1fr)',
      ofConstructor: (place) => <ConstructorName name={constructors[place]?.name ?? ''} />,
      ofNode: (row) => <NodeWords row={row} />,
    },
    {
      key: 'count',
      title: 'Objects',
      width: '96px',
      ofConstructor: (place) => formatCount(constructors[place]?.count ?? 0),
      ofNode: () => null,
    },
    {
      key: 'shallowBytes',
      title: 'Shallow',
      explanation: shallowMeaning,
      width: 'minmax(120px, 168px)',
      ofConstructor: (place) => share(constructors[place]?.shallowBytes ?? 0),
      ofNode: ({ shallowBytes }) => <span className={styles.plain}>{formatBytes(shallowBytes)}</span>,
    },
    {
      key: 'retainedBytes',
      title: 'Retained',
      explanation: retainedMeaning,
      width: 'minmax(120px, 168px)',
      ofConstructor: (place) => share(constructors[place]?.retainedBytes ?? 0),
      ofNode: ({ retainedBytes }) => share(retainedBytes),
    },
  ]
}

export function ConstructorName({ name }: { name: string }) {
  return (
    <code className={styles.name} title={name}>
      {name === '' ? '(no name)' : name}
    </code>
  )
}
