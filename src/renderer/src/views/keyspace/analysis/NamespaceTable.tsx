// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { SortableHead } from '#renderer/ui/SortableHead.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { placeOfKey, rowsOfPage } from '#renderer/ui/place-of-key.ts'
import { columns } from './columns.ts'
import { NamespaceRowView } from './NamespaceRowView.tsx'
import styles from './NamespaceTable.module.css'
import { NamespaceTableBar } from './NamespaceTableBar.tsx'
import { foldMove, rowsOf, unfoldedAtFirst, unfoldedTo } from './rows.ts'
import type { NamespaceTree } from './tree.ts'
import type { ShownKeyspace } from './use-shown.ts'

const rowHeight = 26
const template = columns.map(({ width }) => width).join(' ')

/** The namespaces as rows that unfold. The arrow keys move and unfold; what is selected is selected in all views. */
export function NamespaceTable({ shown }: { shown: ShownKeyspace }) {
  const { analysis, tree, selected, select, choices, choose } = shown
  const { sort, flat, search } = choices
  const scroller = useRef<HTMLDivElement>(null)
  const [folding, setFolding] = useUnfolded(tree)
  const unfolded = useMemo(
    () => (selected === null ? folding : unfoldedTo(tree, folding, selected)),
    [tree, folding, selected],
  )
  const rows = useMemo(
    () => rowsOf(tree, { sort, flat, search, unfolded }),
    [tree, sort, flat, search, unfolded],
  )
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const at = selected === null ? -1 : rows.findIndex(({ node }) => node === selected)
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' })
  }, [at, virtualizer])

  const fold = (node: number, unfold: boolean): void => {
    const next = new Set(unfolded)
    if (unfold) next.add(node)
    else next.delete(node)
    setFolding(next)
    // What is selected stays in sight.
    if (!unfold && selected !== null && isIn(tree, selected, node)) select(node)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && selected !== null) select(null)
    else {
      const move = foldMove(event.key, rows, at, tree.parents)
      const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
      const to = move?.kind === 'to' ? move.row : placeOfKey(event.key, at, rows.length, page)
      if (move?.kind === 'fold') fold(move.node, move.unfold)
      else if (to !== null) select(rows[to]?.node ?? null)
      else return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const whole = analysis.bytes
  return (
    <div className={styles.place}>
      <NamespaceTableBar shown={shown} onDone={() => scroller.current?.focus()} />
      <div className={styles.frame}>
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its role follows what is chosen */}
        <div
          ref={scroller}
          className={styles.grid}
          role={flat ? 'grid' : 'treegrid'}
          aria-label="Namespaces"
          aria-rowcount={rows.length + 1}
          aria-activedescendant={at < 0 ? undefined : `namespace-${rows[at]?.node}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <div className={styles.content}>
            <SortableHead
              classes={styles}
              columns={columns.map((column) => ({ ...column, title: column.title(analysis.access) }))}
              sort={sort}
              template={template}
              onSort={(next) => choose({ sort: next })}
            />
            <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
              {virtualizer.getVirtualItems().map((item) => {
                const row = rows[item.index]
                const namespace = row && tree.nodes[row.node]
                if (row === undefined || namespace === undefined) return null
                return (
                  <NamespaceRowView
                    key={row.node}
                    row={row}
                    namespace={namespace}
                    analysis={analysis}
                    share={whole > 0 ? namespace.bytes / whole : 0}
                    flat={flat}
                    selected={row.node === selected}
                    template={template}
                    top={item.start}
                    place={item.index}
                    onSelect={select}
                    onFold={fold}
                  />
                )
              })}
            </div>
          </div>
        </div>
        {rows.length === 0 && (
          <div className={styles.none}>
            <EmptyState
              title={`No namespace fits “${search}”`}
              actions={
                <Button size="small" onClick={() => choose({ search: '' })}>
                  Clear the search
                </Button>
              }
            />
          </div>
        )}
      </div>
    </div>
  )
}

/** Which nodes are unfolded; another tree begins anew. */
function useUnfolded(tree: NamespaceTree): [ReadonlySet<number>, (next: ReadonlySet<number>) => void] {
  const [state, setState] = useState<{ tree: NamespaceTree; unfolded: ReadonlySet<number> }>(() => ({
    tree,
    unfolded: unfoldedAtFirst(tree),
  }))
  const unfolded = useMemo(
    () => (state.tree === tree ? state.unfolded : unfoldedAtFirst(tree)),
    [state, tree],
  )
  return [unfolded, (next) => setState({ tree, unfolded: next })]
}

function isIn({ parents }: NamespaceTree, node: number, above: number): boolean {
  for (let at = parents[node] ?? -1; at >= 0; at = parents[at] ?? -1) if (at === above) return true
  return false
}
