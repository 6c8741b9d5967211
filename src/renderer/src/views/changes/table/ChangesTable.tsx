// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, type KeyboardEvent } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { placeOfKey, rowsOfPage } from '#renderer/ui/place-of-key.ts'
import { ChangeRow } from './ChangeRow.tsx'
import styles from './ChangesTable.module.css'

const rowHeight = 32
const headHeight = 28

const columns = ['When', 'Change', 'Target', 'Status', 'Verdict', 'Who'] as const

/** The ledger, the newest first. One tab stop; the arrow keys choose, Enter opens. */
export function ChangesTable({ changes }: { changes: readonly ChangeHead[] }) {
  const selected = useChanges((state) => state.selected)
  const select = useChanges((state) => state.select)
  const open = useChanges((state) => state.open)
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: changes.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => changes[index]?.id ?? index,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: headHeight,
  })
  const place = changes.findIndex((change) => change.id === selected)
  useEffect(() => {
    if (place >= 0) virtualizer.scrollToIndex(place, { align: 'auto' })
  }, [place, virtualizer])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    const current = changes[place]
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      open(current.id)
      return
    }
    if (event.key === 'Escape' && selected !== null) {
      event.preventDefault()
      select(null)
      return
    }
    const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
    const next = placeOfKey(event.key, place, changes.length, page)
    if (next === null) return
    event.preventDefault()
    event.stopPropagation()
    select(changes[next]?.id ?? null)
  }

  const rowId = (changeId: string): string => `${id}-${changeId}`
  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label="Changes"
      aria-rowcount={changes.length + 1}
      aria-activedescendant={selected === null || place < 0 ? undefined : rowId(selected)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className={styles.width}>
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.headRow}>
            {columns.map((column) => (
              <span key={column} role="columnheader">
                {column}
              </span>
            ))}
            <span role="columnheader">
              <HiddenText>Undo</HiddenText>
            </span>
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const change = changes[item.index]
            if (change === undefined) return null
            return (
              <ChangeRow
                key={change.id}
                id={rowId(change.id)}
                change={change}
                top={item.start}
                place={item.index}
                selected={change.id === selected}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}
