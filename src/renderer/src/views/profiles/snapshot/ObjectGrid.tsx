// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronRight } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef } from 'react'
import { useSnapshots } from '#renderer/stores/snapshots.ts'
import { parentOf } from '#renderer/stores/snapshots/model.ts'
import { formatCount } from '#renderer/ui/format.ts'
import { rowsOfPage } from '#renderer/ui/place-of-key.ts'
import { SortableHead } from '#renderer/ui/SortableHead.tsx'
import type { NodeRow } from '#renderer/workers/snapshot/work.ts'
import styles from './ObjectGrid.module.css'
import type { ShownSnapshot } from './shown-snapshot.ts'
import { rowsInSight, type TreeRow, treeStep } from './tree-rows.ts'

export interface ObjectColumn<Key extends string> {
  key: Key
  title: string
  explanation?: string
  isText?: boolean
  /** In CSS. */
  width: string
  /** Of the constructor at a place in its table. */
  ofConstructor: (place: number) => ReactNode
  ofNode: (row: NodeRow) => ReactNode
}

export interface ObjectGridProps<Key extends string> {
  shown: ShownSnapshot
  /** Accessible name. */
  label: string
  /** The first is the one that unfolds. */
  columns: readonly ObjectColumn<Key>[]
  /** Constructors, top to bottom, by their places. */
  places: readonly number[]
  /** Below a constructor come only its instances that were added. */
  added: boolean
  sort: { key: Key; descending: boolean }
  onSort: (sort: { key: Key; descending: boolean }) => void
}

const rowHeight = 26

/** Constructors that unfold to their instances, and these to what they refer to. */
export function ObjectGrid<Key extends string>(props: ObjectGridProps<Key>) {
  const { shown, label, columns, places, added, sort, onSort } = props
  const { id: snapshot, viewing } = shown
  const { unfolded, selected } = viewing
  const { unfold, fold, more, select } = useSnapshots.getState()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsInSight(places, unfolded, added), [places, unfolded, added])
  const template = columns.map(({ width }) => width).join(' ')
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const at = useMemo(() => rows.findIndex(({ key }) => key === selected), [rows, selected])
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' })
    // Only when something else is selected: what unfolds above does not move the page.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected, virtualizer])

  const run = (row: TreeRow): void => {
    if (row.kind === 'more') more(snapshot, parentOf(row.key) ?? row.key)
    else if (row.kind === 'constructor' || row.kind === 'node')
      (row.isUnfolded ? fold : unfold)(snapshot, row.key)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
    const step = treeStep(event.key, { rows, selected, page })
    if (step === null) return
    if (step.kind === 'select') select(snapshot, step.key)
    else if (step.kind === 'unfold') unfold(snapshot, step.key)
    else if (step.kind === 'fold') fold(snapshot, step.key)
    else more(snapshot, step.key)
    event.preventDefault()
    event.stopPropagation()
  }
  const items = virtualizer.getVirtualItems()
  const isInSight = items.some(({ index }) => index === at)
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.grid}
        role="treegrid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={isInSight && selected !== null ? `${id}-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <SortableHead classes={styles} columns={columns} sort={sort} template={template} onSort={onSort} />
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            const folds = row.kind === 'constructor' || row.kind === 'node'
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys
              <div
                key={item.key}
                id={`${id}-${row.key}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={item.index + 2}
                aria-level={row.depth + 1}
                aria-selected={row.key === selected}
                aria-expanded={folds ? row.isUnfolded : undefined}
                data-selected={row.key === selected || undefined}
                data-kind={row.kind}
                className={styles.row}
                style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  select(snapshot, row.key)
                  if (row.kind === 'more') run(row)
                }}
                onDoubleClick={() => {
                  if (folds) run(row)
                }}
              >
                <Cells row={row} columns={columns} onFold={() => run(row)} />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Cells<Key extends string>({
  row,
  columns,
  onFold,
}: {
  row: TreeRow
  columns: readonly ObjectColumn<Key>[]
  onFold: () => void
}) {
  const [first, ...others] = columns
  if (first === undefined) return null
  const folds = row.kind === 'constructor' || row.kind === 'node'
  return (
    <>
      <span role="gridcell" className={styles.tree} style={{ paddingLeft: indentOf(row.depth) }}>
        {folds && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.fold}
            data-open={row.isUnfolded || undefined}
            aria-label={row.isUnfolded ? 'Fold' : 'Unfold'}
            onClick={(event) => {
              event.stopPropagation()
              onFold()
            }}
          >
            <ChevronRight size={13} aria-hidden />
          </button>
        )}
        {row.depth > deepestIndent && <span className={styles.level}>{row.depth}</span>}
        {contentOf(row, first)}
      </span>
      {folds &&
        others.map((column) => (
          <span
            key={column.key}
            role="gridcell"
            className={column.isText === true ? styles.text : styles.cell}
          >
            {contentOf(row, column)}
          </span>
        ))}
    </>
  )
}

/** Levels that are shown by room on the left; deeper ones by their number. */
const deepestIndent = 12

function indentOf(depth: number): number {
  return Math.min(depth, deepestIndent) * 16
}

function contentOf<Key extends string>(row: TreeRow, column: ObjectColumn<Key>): ReactNode {
  switch (row.kind) {
    case 'constructor':
      return column.ofConstructor(row.place)
    case 'node':
      return column.ofNode(row.row)
    case 'more':
      return (
        <span className={styles.more}>
          {`${formatCount(row.shown)} of ${formatCount(row.total)} are shown: `}
          <span className={styles.link}>show more</span>
        </span>
      )
    case 'waiting':
      return <span className={styles.note}>Looking…</span>
    case 'nothing':
      return <span className={styles.note}>Nothing</span>
    case 'failed':
      return <span className={styles.note}>{row.failure.message}</span>
  }
}
