// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef } from 'react'
import { placeOfKey, rowsOfPage } from '#renderer/ui/place-of-key.ts'
import { SortableHead } from '#renderer/ui/SortableHead.tsx'
import styles from './RowGrid.module.css'
import type { Sort } from './sandwich/function-rows.ts'

export interface GridColumn<Key extends string> {
  key: Key
  title: string
  explanation?: string
  isText?: boolean
  /** In CSS. */
  width: string
}

export interface RowGridProps<Key extends string> {
  /** Accessible name. */
  label: string
  columns: readonly GridColumn<Key>[]
  renderCell: (key: Key, row: number) => ReactNode
  /** What is shown, top to bottom. */
  rows: Int32Array
  sort: Sort<Key>
  onSort: (sort: Sort<Key>) => void
  /** One of `rows`, or none. */
  selected: number | null
  onSelect: (row: number | null) => void
  /** Enter, or a double click. */
  onOpen?: (row: number) => void
}

const rowHeight = 26

/** A table of any number of rows that is sorted elsewhere. The arrow keys choose. */
export function RowGrid<Key extends string>(props: RowGridProps<Key>) {
  const { label, columns, renderCell, rows, sort, onSort, selected, onSelect, onOpen } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const template = columns.map(({ width }) => width).join(' ')
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const at = useMemo(() => (selected === null ? -1 : rows.indexOf(selected)), [rows, selected])
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' })
  }, [at, virtualizer])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && selected !== null) onSelect(null)
    else if (event.key === 'Enter' && selected !== null && onOpen) onOpen(selected)
    else {
      const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
      const to = placeOfKey(event.key, at, rows.length, page)
      if (to === null) return
      onSelect(rows[to] ?? null)
    }
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
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={isInSight ? `${id}-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <SortableHead classes={styles} columns={columns} sort={sort} template={template} onSort={onSort} />
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index] ?? 0
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys
              <div
                key={item.index}
                id={`${id}-${row}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={item.index + 2}
                aria-selected={row === selected}
                data-selected={row === selected || undefined}
                className={styles.row}
                style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
                onClick={() => onSelect(row)}
                onDoubleClick={() => onOpen?.(row)}
              >
                {columns.map(({ key, isText = false }) => (
                  <span key={key} role="gridcell" className={isText ? styles.text : styles.cell}>
                    {renderCell(key, row)}
                  </span>
                ))}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
