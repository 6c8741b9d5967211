// A <table> cannot place its rows freely, which showing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Profile } from '#shared/profile/model.ts'
import type { FrameMatches } from '#shared/profile/search.ts'
import type { RowTree } from '#shared/profile/tables/index.ts'
import { colorsOfCategories, flameColors } from './colors.ts'
import styles from './FlameTable.module.css'
import { FlameTableRow } from './FlameTableRow.tsx'
import './palette.css'
import { initiallyUnfolded, isBelow, tableStep, unfoldedTo, visibleRows } from './table-rows.ts'
import { useMatches } from './use-matches.ts'

export interface FlameTableProps {
  tree: RowTree
  /** Its samples are not looked at. */
  profile: Pick<Profile, 'frames' | 'categories'>
  /** Rows of the tree. */
  selected: number | null
  hovered: number | null
  onSelect: (row: number | null) => void
  onHover: (row: number | null) => void
  /** Text or `/regex/`. */
  query: string
  /** What it found, where the owner has looked already. */
  matches?: FrameMatches | null
  formatValue: (value: number) => string
  /** Accessible name. */
  label: string
}

const rowHeight = 24
const headHeight = 32

/** The table twin of FlameChart: a tree as rows that unfold. Fills its parent. */
export function FlameTable(props: FlameTableProps) {
  const { tree, profile, selected, hovered, onSelect, onHover, formatValue, label } = props
  const { frames, categories } = profile
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const searched = useMatches(frames, props.matches === undefined ? props.query : '')
  const matches = props.matches === undefined ? searched : props.matches
  const colors = useMemo(() => colorsOfCategories(categories), [categories])

  // What the user has unfolded belongs to one tree; another starts anew.
  const first = useMemo(() => initiallyUnfolded(tree), [tree])
  const [folding, setFolding] = useState({ tree, unfolded: first })
  const chosen = folding.tree === tree ? folding.unfolded : first
  // A selection from elsewhere is unfolded to; folding above it selects what was folded (see fold).
  const unfolded = useMemo(
    () => (selected === null ? chosen : unfoldedTo(tree, chosen, selected)),
    [tree, chosen, selected],
  )
  const visible = useMemo(() => visibleRows(tree, unfolded), [tree, unfolded])

  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => visible[index] ?? index,
    estimateSize: () => rowHeight,
    // The head stands above the rows and stays in front of them.
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 12,
  })

  const selectedIndex = useMemo(
    () => (selected === null ? -1 : visible.indexOf(selected)),
    [selected, visible],
  )
  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' })
  }, [selectedIndex, virtualizer])

  const fold = (row: number, unfold: boolean): void => {
    const next = new Set(unfolded)
    if (unfold) next.add(row)
    else next.delete(row)
    setFolding({ tree, unfolded: next })
    // What is selected stays in sight.
    if (!unfold && selected !== null && isBelow(tree, selected, row)) onSelect(row)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const step = tableStep(event.key, { tree, unfolded, visible, selected, page })
    if (event.key === 'Escape') onSelect(null)
    else if (step === null) return
    else if (step.kind === 'select') onSelect(step.row)
    else fold(step.row, step.unfold)
    event.preventDefault()
  }

  const items = virtualizer.getVirtualItems()
  const rowId = (row: number): string => `${id}-${row}`
  const rendered = items.some((item) => item.index === selectedIndex)
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.table}
        role="treegrid"
        aria-label={label}
        aria-rowcount={visible.length + 1}
        aria-colcount={4}
        aria-activedescendant={selected !== null && rendered ? rowId(selected) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerLeave={() => onHover(null)}
      >
        <div role="rowgroup" className={styles.headGroup}>
          <div role="row" aria-rowindex={1} className={styles.head}>
            <div role="columnheader">Name</div>
            <div role="columnheader" className={styles.figure}>
              Self
            </div>
            <div role="columnheader" className={styles.figure}>
              Total
            </div>
            <div role="columnheader" className={styles.figure}>
              {tree.shareIsOf === 'self' ? 'Share of self' : 'Share'}
            </div>
          </div>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = visible[item.index] ?? 0
            const frame = tree.frameOf(row)
            return (
              <FlameTableRow
                key={item.key}
                id={rowId(row)}
                rowIndex={item.index + 2}
                top={item.start - headHeight}
                name={frames.name[frame] ?? ''}
                depth={tree.depthOf(row)}
                self={formatValue(tree.selfOf(row))}
                total={formatValue(tree.totalOf(row))}
                share={tree.shareOf(row)}
                color={flameColors[colors[frames.category[frame] ?? -1] ?? -1] ?? 'other'}
                unfolded={tree.hasChildren(row) ? unfolded.has(row) : undefined}
                selected={row === selected}
                hovered={row === hovered}
                dim={matches !== null && matches.matched[frame] !== 1}
                onFold={() => fold(row, !unfolded.has(row))}
                onSelect={() => onSelect(row)}
                onHover={() => onHover(row)}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}
