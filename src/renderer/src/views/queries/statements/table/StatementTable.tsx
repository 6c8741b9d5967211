// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useStatements } from '#renderer/stores/statements.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { SortableHead } from '#renderer/ui/SortableHead.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { rowsOfPage } from '#renderer/ui/place-of-key.ts'
import { openWithPlan } from '../actions.ts'
import { tableLayout } from '../columns.ts'
import { rowMove } from '../keyboard.ts'
import type { ShownTable } from '../use-table.ts'
import { GroupRow } from './GroupRow.tsx'
import { StatementRowView } from './StatementRowView.tsx'
import styles from './StatementTable.module.css'
import { TotalsRow } from './TotalsRow.tsx'

const rowHeight = 26

/** The statements, one a row. One tab stop for the rows; the arrow keys move, Enter opens. */
export function StatementTable({ shown }: { shown: ShownTable }) {
  const { rows, columns, context, findingsOf } = shown
  const { sort, grouping, selected, search, select, choose } = useStatements()
  const scroller = useRef<HTMLDivElement>(null)
  // Where the arrow keys are, by the row's key: a statement may stand under several groups.
  const [cursor, setCursor] = useState<string | null>(null)
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
    scrollPaddingEnd: rowHeight,
  })
  const byCursor = rows.findIndex(({ key }) => key === cursor)
  const bySelection = rows.findIndex((row) => row.kind === 'statement' && row.statement.id === selected)
  const cursorFits =
    byCursor >= 0 && (rows[byCursor]?.kind === 'group' || selected === null || isSelected(byCursor))
  const place = cursorFits ? byCursor : Math.max(0, bySelection)
  const focused = rows[place]

  function isSelected(at: number): boolean {
    const row = rows[at]
    return row?.kind === 'statement' && row.statement.id === selected
  }

  // Selected from elsewhere, such as a finding: it comes into sight.
  useEffect(() => {
    if (selected !== null && bySelection >= 0 && !cursorFits) {
      virtualizer.scrollToIndex(bySelection, { align: 'auto' })
    }
    // The list read anew must not take the reader's place in it away.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selected])

  const toggle = useCallback(
    (name: string): void => {
      const next = new Set(useStatements.getState().folded)
      if (!next.delete(name)) next.add(name)
      choose({ folded: next })
    },
    [choose],
  )
  const choosePlace = useCallback(
    (key: string, statementId: string): void => {
      setCursor(key)
      select(statementId)
    },
    [select],
  )
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    if (event.key === 'Escape' && selected !== null) {
      event.preventDefault()
      event.stopPropagation()
      select(null)
      return
    }
    const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 2)
    // The first key goes to the row that is marked, the next ones go on from there.
    const from = cursor === null && selected === null ? place - Number(event.key === 'ArrowDown') : place
    const move = rowMove(event.key, rows, from, page)
    if (move === null) return
    event.preventDefault()
    event.stopPropagation()
    if (move.kind === 'fold') {
      toggle(move.name)
      setCursor(`group ${move.name}`)
    } else if (move.kind === 'open') {
      if (move.row.kind === 'statement') openWithPlan(move.row.statement)
    } else {
      const row = rows[move.to]
      setCursor(row?.key ?? null)
      if (row?.kind === 'statement') select(row.statement.id)
      virtualizer.scrollToIndex(move.to, { align: 'auto' })
    }
  }

  const { template, minWidth } = tableLayout(columns)
  return (
    <div className={styles.table}>
      {/* The role follows the grouping. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={scroller}
        className={styles.grid}
        role={grouping === 'none' ? 'grid' : 'treegrid'}
        aria-label="Statements"
        aria-rowcount={rows.length + 2}
        aria-activedescendant={focused === undefined ? undefined : rowId(focused.key)}
        tabIndex={0}
        data-statement-table=""
        onKeyDown={onKeyDown}
      >
        <div className={styles.content} style={{ minWidth }}>
          <SortableHead
            classes={styles}
            columns={columns}
            sort={sort}
            template={template}
            onSort={(next) => choose({ sort: next })}
          />
          <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const row = rows[item.index]
              if (row === undefined) return null
              const common = {
                id: rowId(row.key),
                template,
                top: item.start,
                place: item.index,
                columns,
                context,
                focused: item.index === place,
              }
              return row.kind === 'group' ? (
                <GroupRow key={row.key} {...common} row={row} onToggle={toggle} />
              ) : (
                <StatementRowView
                  key={row.key}
                  {...common}
                  rowKey={row.key}
                  statement={row.statement}
                  level={grouping === 'none' ? undefined : row.level}
                  findings={findingsOf(row.statement.id)}
                  selected={row.statement.id === selected}
                  onSelect={choosePlace}
                />
              )
            })}
          </div>
          <TotalsRow shown={shown} template={template} place={rows.length} />
        </div>
      </div>
      {rows.length === 0 && (
        <div className={styles.none}>
          <EmptyState
            title={`No statement fits “${search}”`}
            actions={
              <Button size="small" onClick={() => choose({ search: '' })}>
                Clear the search
              </Button>
            }
          />
        </div>
      )}
    </div>
  )
}

/** The DOM id of a row, for `aria-activedescendant`. */
function rowId(key: string): string {
  return `statement-row-${key.replaceAll(/\s/g, '_')}`
}
