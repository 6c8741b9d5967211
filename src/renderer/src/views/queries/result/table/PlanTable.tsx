// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import { rowsOfPage } from '#renderer/ui/place-of-key.ts'
import type { PlanNode } from '#shared/contract/plan.ts'
import type { ShownResult } from '../shown-result.ts'
import { childrenOf, visibleRows } from '../visible-rows.ts'
import { planColumns, tableLayout } from './columns.ts'
import { moveOf, type TreeMove } from './keyboard.ts'
import { PlanRow, rowId } from './PlanRow.tsx'
import styles from './PlanTable.module.css'
import { worstFindings } from './worst-findings.ts'
import { HeaderRow } from './HeaderRow.tsx'

const rowHeight = 26

/** The plan as a tree of rows. One tab stop; the arrow keys move as in a file tree. */
export function PlanTable({ shown }: { shown: ShownResult }) {
  const { plan, choices, choose, select } = shown
  const { sort, collapsed } = choices
  const hover = useQueries((state) => state.hover)
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useMemo(() => planColumns.filter((column) => column.shown(plan)), [plan])
  const children = useMemo(() => childrenOf(plan.nodes), [plan])
  const rows = useMemo(
    () => visibleRows(plan.nodes, children, { sort, collapsed }),
    [plan, children, sort, collapsed],
  )
  const worst = useMemo(() => worstFindings(plan), [plan])
  const marked = useMemo(
    () => new Set(choices.finding === null ? [] : plan.findings[choices.finding]?.nodeIds),
    [plan, choices.finding],
  )
  // Where the arrow keys are: the selected row, or the first one before anything is selected.
  const [cursor, setCursor] = useState<number | null>(null)
  const focused = choices.selected ?? cursor ?? rows[0] ?? null
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })

  useEffect(() => {
    const place = choices.selected === null ? -1 : rows.indexOf(choices.selected)
    if (place >= 0) virtualizer.scrollToIndex(place, { align: 'auto' })
  }, [choices.selected, rows, virtualizer])

  const toggle = (id: number): void => {
    const next = new Set(collapsed)
    if (!next.delete(id)) next.add(id)
    choose({ collapsed: next })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    if (focused === null) return
    const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
    const move: TreeMove | null = moveOf(event.key, focused, {
      nodes: plan.nodes,
      rows,
      children,
      collapsed,
      page,
    })
    if (move === null) return
    event.preventDefault()
    event.stopPropagation()
    if (move.kind === 'go') {
      setCursor(move.to)
      select(move.to)
    } else toggle(move.id)
  }

  const { template, minWidth } = tableLayout(columns)
  const needle = choices.search.trim().toLowerCase()
  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="treegrid"
      aria-label="Plan as a table"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={focused === null ? undefined : rowId(focused)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onMouseLeave={() => hover(null)}
    >
      <div style={{ minWidth }}>
        <HeaderRow
          columns={columns}
          sort={sort}
          template={template}
          onSort={(next) => choose({ sort: next })}
        />
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const id = rows[item.index]
            const node: PlanNode | undefined = id === undefined ? undefined : plan.nodes[id]
            if (node === undefined) return null
            return (
              <PlanRow
                key={node.id}
                plan={plan}
                node={node}
                columns={columns}
                template={template}
                top={item.start}
                place={item.index}
                foldable={(children[node.id]?.length ?? 0) > 0}
                folded={collapsed.has(node.id)}
                selected={choices.selected === node.id}
                focused={focused === node.id}
                marked={marked.has(node.id)}
                found={needle !== '' && node.label.toLowerCase().includes(needle)}
                worst={worst.get(node.id)}
                onSelect={select}
                onToggle={toggle}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}
