// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { AdviceAnswer } from '#renderer/stores/indexes/model.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { formatCompact } from '#renderer/ui/format.ts'
import { placeOfKey, rowsOfPage } from '#renderer/ui/place-of-key.ts'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import { SqlText } from '#renderer/ui/SqlText.tsx'
import type { Advice } from '#shared/contract/advisor.ts'
import { AdvisedInspector } from './AdvisedInspector.tsx'
import styles from './AdvisedStatements.module.css'
import { changeWords } from './figures.ts'
import { sortStatements, type StatementOrder } from './statement-order.ts'

const rowHeight = 26

type Query = Advice['queries'][number]

const columns: readonly { key: StatementOrder; title: string; explanation: string }[] = [
  { key: 'saved', title: 'Saves', explanation: 'Cost saved by all runs together' },
  { key: 'weight', title: 'Runs', explanation: 'How often it runs, against the others' },
  { key: 'before', title: 'Before', explanation: 'Cost of one run as it is, in planner units' },
  { key: 'after', title: 'After', explanation: 'Cost of one run with the proposed indexes' },
]

/** Every statement of the workload with its cost before and after. One tab stop; the arrow keys choose, Enter opens. */
export function AdvisedStatements({ answer, targetId }: { answer: AdviceAnswer; targetId: string }) {
  const { queries } = answer.advice
  const [order, setOrder] = useState<StatementOrder>('saved')
  const [chosen, setChosen] = useState<string | null>(null)
  const rows = useMemo(() => sortStatements(queries, order), [queries, order])
  const openStatement = useQueries((state) => state.openStatement)
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const place = rows.findIndex((row) => row.id === chosen)
  const open = (query: Query): void => {
    const parameters = answer.parameters.get(query.id)
    openStatement({ targetId, sql: query.sql, ...(parameters && { parameters }), plan: true })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    const current = rows[place]
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      open(current)
      return
    }
    if (event.key === 'Escape' && chosen !== null) {
      event.stopPropagation()
      setChosen(null)
      return
    }
    const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
    const next = placeOfKey(event.key, place, rows.length, page)
    if (next === null) return
    event.preventDefault()
    event.stopPropagation()
    setChosen(rows[next]?.id ?? null)
    virtualizer.scrollToIndex(next, { align: 'auto' })
  }
  const current = rows[place]
  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label="Statements of the workload"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={current === undefined ? undefined : `${id}-${place}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.headRow}>
          <span role="columnheader" className={styles.headText}>
            Statement
          </span>
          {columns.map(({ key, title, explanation }) => (
            <span
              key={key}
              role="columnheader"
              aria-sort={order === key ? 'descending' : 'none'}
              title={explanation}
            >
              <button type="button" className={styles.sort} onClick={() => setOrder(key)}>
                {title}
                {order === key && <span aria-hidden> ↓</span>}
              </button>
            </span>
          ))}
          <span role="columnheader" className={styles.headText}>
            Uses
          </span>
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            // The keyboard is handled by the grid, which has the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={row.id}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={row.id === chosen}
              className={styles.row}
              data-selected={row.id === chosen || undefined}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => setChosen(row.id)}
              onDoubleClick={() => open(row)}
            >
              <span role="gridcell" className={styles.statement}>
                <SqlText sql={oneLine(row.sql)} />
              </span>
              <span role="gridcell" className={styles.figure}>
                {row.costBefore === row.costAfter ? '–' : changeWords(row.costBefore, row.costAfter)}
              </span>
              <span role="gridcell" className={styles.figure}>
                {formatCompact(row.weight)}
              </span>
              <span role="gridcell" className={styles.figure}>
                {formatCompact(row.costBefore)}
              </span>
              <span role="gridcell" className={styles.figure}>
                {formatCompact(row.costAfter)}
              </span>
              <span role="gridcell" className={styles.uses} title={row.uses.join(', ')}>
                {row.uses.join(', ')}
              </span>
            </div>
          )
        })}
      </div>
      {current !== undefined && (
        <AdvisedInspector
          query={current}
          targetId={targetId}
          onOpen={() => open(current)}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  )
}
