// A <table> cannot place its rows freely, which showing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { TreeLayout } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { searchFrames } from '#shared/profile/search.ts'
import { colorsOfCategories, flameColors } from './colors.ts'
import styles from './FlameTable.module.css'
import './palette.css'
import {
  drawnChildren,
  hasChildren,
  initiallyUnfolded,
  tableStep,
  unfoldedTo,
  visibleNodes,
} from './table-rows.ts'

export interface FlameTableProps {
  layout: TreeLayout
  profile: Profile
  /** Rows of `layout.paths`. */
  selected: number | null
  hovered: number | null
  onSelect: (node: number | null) => void
  onHover: (node: number | null) => void
  query: string
  formatValue: (value: number) => string
  /** Accessible name. */
  label: string
}

const rowHeight = 24
const headHeight = 32
const indent = 16
/** Deeper rows are not indented further: the name would leave the column. */
const deepestIndent = 24

/** The table twin of FlameChart: the same tree as rows that unfold. Fills its parent. */
export function FlameTable(props: FlameTableProps) {
  const { layout, profile, selected, hovered, onSelect, onHover, query, formatValue, label } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const children = useMemo(() => drawnChildren(layout), [layout])
  const matches = useMemo(
    () => (query.trim() === '' ? null : searchFrames(profile.frames, query)),
    [profile, query],
  )
  const colors = useMemo(() => colorsOfCategories(profile.categories), [profile])

  // What the user has unfolded belongs to one layout; another starts anew.
  const [folding, setFolding] = useState(() => ({ layout, unfolded: initiallyUnfolded(layout) }))
  const chosen = folding.layout === layout ? folding.unfolded : initiallyUnfolded(layout)
  // A selection from elsewhere is unfolded to; folding above it selects what was folded (see fold).
  const unfolded = useMemo(
    () => (selected === null ? chosen : unfoldedTo(layout, chosen, selected)),
    [layout, chosen, selected],
  )
  const visible = useMemo(() => visibleNodes(layout, children, unfolded), [layout, children, unfolded])

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

  const selectedIndex = selected === null ? -1 : visible.indexOf(selected)
  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' })
  }, [selectedIndex, virtualizer])

  const fold = (node: number, unfold: boolean): void => {
    const next = new Set(unfolded)
    if (unfold) next.add(node)
    else next.delete(node)
    setFolding({ layout, unfolded: next })
    // What is selected stays in sight.
    if (!unfold && selected !== null && isBelow(layout, selected, node)) onSelect(node)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const step = tableStep(event.key, { layout, children, unfolded, visible, selected, page })
    if (event.key === 'Escape') onSelect(null)
    else if (step === null) return
    else if (step.kind === 'select') onSelect(step.node)
    else fold(step.node, step.unfold)
    event.preventDefault()
  }

  const rows = virtualizer.getVirtualItems()
  const rowId = (node: number): string => `${id}-${node}`
  const rendered = rows.some((row) => row.index === selectedIndex)
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
              Share
            </div>
          </div>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const node = visible[row.index] ?? 0
            const frame = layout.paths.frame[node] ?? -1
            const depth = layout.paths.depth[node] ?? 0
            const total = layout.paths.total[node] ?? 0
            const share = layout.total > 0 ? total / layout.total : 0
            const branches = hasChildren(children, node)
            const kind = flameColors[colors[profile.frames.category[frame] ?? -1] ?? -1] ?? 'other'
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys
              <div
                key={row.key}
                id={rowId(node)}
                role="row"
                tabIndex={-1}
                aria-rowindex={row.index + 2}
                aria-level={depth + 1}
                aria-expanded={branches ? unfolded.has(node) : undefined}
                aria-selected={node === selected}
                className={styles.row}
                data-hovered={node === hovered || undefined}
                data-dim={(matches !== null && matches.matched[frame] !== 1) || undefined}
                style={{ transform: `translateY(${row.start - headHeight}px)` }}
                onClick={() => onSelect(node)}
                onPointerEnter={() => onHover(node)}
              >
                <div
                  role="gridcell"
                  className={styles.name}
                  style={{ paddingLeft: 8 + Math.min(depth, deepestIndent) * indent }}
                >
                  {/* Keys fold from the row; this is for the pointer. */}
                  <button
                    type="button"
                    tabIndex={-1}
                    aria-hidden
                    className={styles.fold}
                    data-open={unfolded.has(node) || undefined}
                    data-leaf={!branches || undefined}
                    onClick={(event) => {
                      event.stopPropagation()
                      fold(node, !unfolded.has(node))
                    }}
                  >
                    <ChevronRight size={14} />
                  </button>
                  <span className={styles.swatch} data-kind={kind} />
                  <span className={styles.text} title={profile.frames.name[frame]}>
                    {profile.frames.name[frame]}
                  </span>
                </div>
                <div role="gridcell" className={styles.figure}>
                  {formatValue(layout.paths.self[node] ?? 0)}
                </div>
                <div role="gridcell" className={styles.figure}>
                  {formatValue(total)}
                </div>
                <div role="gridcell" className={styles.share}>
                  <span className={styles.bar} data-kind={kind} style={{ width: `${share * 100}%` }} />
                  <span className={styles.percent}>{(share * 100).toFixed(1)} %</span>
                </div>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function isBelow(layout: TreeLayout, node: number, above: number): boolean {
  for (let at = layout.paths.parent[node] ?? -1; at >= 0; at = layout.paths.parent[at] ?? -1)
    if (at === above) return true
  return false
}
