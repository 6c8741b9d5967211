// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { placeOfKey, rowsOfPage } from '#renderer/ui/place-of-key.ts'
import type { KeyFacts } from '#shared/contract/redis/keyspace.ts'
import { columnsFor } from './columns.ts'
import { KeyRow } from './KeyRow.tsx'
import styles from './KeyTable.module.css'

export interface KeyTableProps {
  /** Accessible name. */
  label: string
  rows: readonly KeyFacts[]
  /** The name of the key that is open. */
  current: string | null
  onOpen: (key: string) => void
  /** The last rows are in sight. */
  onEnd?: () => void
}

const rowHeight = 26
/** So far before the end more rows are asked for. */
const ahead = 150

/** Keys, one a row. The arrow keys move, Enter opens. */
export function KeyTable({ label, rows, current, onOpen, onEnd }: KeyTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState(-1)
  const columns = useMemo(() => columnsFor(rows), [rows])
  const template = `minmax(160px, 1fr) ${columns.map(({ width }) => width).join(' ')}`
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const items = virtualizer.getVirtualItems()
  const lastSeen = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastSeen >= rows.length - ahead) onEnd?.()
  }, [lastSeen, rows.length, onEnd])

  const at = Math.min(place, rows.length - 1)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    const row = rows[at]
    if (event.key === 'Enter' && row !== undefined) onOpen(row.key)
    else {
      const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
      const to = placeOfKey(event.key, at, rows.length, page)
      if (to === null) return
      setPlace(to)
      virtualizer.scrollToIndex(to, { align: 'auto' })
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.grid}
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={at >= 0 ? `key-row-${at}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          if (place < 0 && rows.length > 0) setPlace(0)
        }}
      >
        <div className={styles.content}>
          <div role="rowgroup" className={styles.head}>
            <div
              role="row"
              aria-rowindex={1}
              className={styles.headRow}
              style={{ gridTemplateColumns: template }}
            >
              <span role="columnheader" className={styles.name}>
                Key
              </span>
              {columns.map(({ key, title, explanation, isText = false }) => (
                <span
                  key={key}
                  role="columnheader"
                  className={styles.cell}
                  data-text={isText || undefined}
                  title={explanation}
                >
                  {title}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const facts = rows[item.index]
              return (
                facts && (
                  <KeyRow
                    key={item.index}
                    facts={facts}
                    columns={columns}
                    template={template}
                    top={item.start}
                    place={item.index}
                    focused={item.index === at}
                    selected={facts.key === current}
                    onOpen={onOpen}
                    onPlace={setPlace}
                  />
                )
              )
            })}
          </div>
        </div>
      </div>
    </div>
  )
}
