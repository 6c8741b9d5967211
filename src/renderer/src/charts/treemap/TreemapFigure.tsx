import { useCallback, useMemo, type KeyboardEvent, type ReactNode } from 'react'
import { csvOfRows } from '../csv.ts'
import { ChartFigure, ChartTable, EChart, type ChartTheme } from '../echart/index.ts'
import { flameColors } from '../flame/colors.ts'
import '../flame/palette.css'
import { optionOf } from './option.ts'
import { cellsUnder, childrenBySize, treemapNeighbour, type SizedTree } from './tree.ts'
import styles from './TreemapFigure.module.css'

export interface TreemapFigureProps {
  /** Its colours are numbers of `flameColors`. */
  tree: SizedTree
  /** The node whose inside is drawn. */
  root: number
  onRoot: (node: number) => void
  selected: number | null
  onSelect: (node: number | null) => void
  formatSize: (size: number) => string
  /** What the size is, with its unit: `Bytes`. */
  sizeName: string
  /** What the tooltip says. */
  describe: (node: number) => { title: string; lines: readonly string[] }
  /** Accessible name of chart and table. */
  label: string
  /** Of a saved file, without an extension. */
  fileName: string
  controls?: ReactNode
  onSaveFailed: (why: string) => void
}

/** The table twin shows what can be read at once; all of it is in the CSV. */
const mostRows = 500

/** Boxes in boxes by their size, with the table twin. Arrow keys select, Enter looks inside, Backspace out again. */
export function TreemapFigure(props: TreemapFigureProps) {
  const { tree, root, onRoot, selected, onSelect, formatSize, sizeName, describe, label, ...frame } = props
  const children = useMemo(() => childrenBySize(tree), [tree])
  const cells = useMemo(() => cellsUnder(tree, children, root), [tree, children, root])
  const option = useCallback(
    (theme: ChartTheme, tooltipClass: string) =>
      optionOf(
        {
          tree,
          cells,
          selected,
          fills: flameColors.map((name) => theme.property(`--flame-${name}`)),
          inks: {
            text: theme.property('--flame-text'),
            onBand: theme.property('--text'),
            band: theme.property('--hover'),
            selectedBand: theme.property('--selected'),
            rest: theme.property('--flame-dim'),
            onRest: theme.property('--flame-text-dim'),
            accent: theme.property('--accent'),
          },
          formatSize,
          describe,
        },
        theme,
        tooltipClass,
      ),
    [tree, cells, selected, formatSize, describe],
  )
  const rows = useMemo(() => rowsOf(tree), [tree])
  const goInto = (node: number | null): void => {
    if (node !== null && (children[node]?.length ?? 0) > 0) onRoot(node)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') goInto(selected)
    else if (event.key === 'Backspace') onRoot(Math.max(0, tree.parents[root] ?? 0))
    else if (event.key === '0') onRoot(0)
    else if (event.key === 'Escape') onSelect(null)
    else {
      const next = treemapNeighbour(children, tree.parents, root, selected, event.key)
      if (next === null) return
      onSelect(next)
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const toCsv = (): string =>
    csvOfRows(
      ['Name', sizeName, 'Share (%)', 'Note'],
      rows.map((node) => [pathOf(tree, node), tree.sizes[node], shareOf(tree, node) * 100, tree.notes[node]]),
    )
  return (
    <ChartFigure
      {...frame}
      height="fill"
      renderChart={(ref) => (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application takes keys
        <div
          className={styles.place}
          // A chart moved about in with keys of its own, as a slider or a map is.
          role="application"
          aria-roledescription="treemap"
          aria-label={label}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application takes keys
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <EChart
            ref={ref}
            option={option}
            label={label}
            toCsv={toCsv}
            onChoose={(name) => onSelect(nodeNamed(name))}
            onOpen={(name) => goInto(nodeNamed(name))}
          />
          <output className={styles.spoken}>
            {selected !== null &&
              `${pathOf(tree, selected)}: ${formatSize(tree.sizes[selected] ?? 0)}, ${tree.notes[selected]}`}
          </output>
        </div>
      )}
      table={
        <ChartTable
          label={label}
          columns={['Name', sizeName, 'Share', 'Note']}
          rows={rows
            .slice(0, mostRows)
            .map((node) => [
              pathOf(tree, node),
              formatSize(tree.sizes[node] ?? 0),
              `${(shareOf(tree, node) * 100).toFixed(1)} %`,
              tree.notes[node] ?? '',
            ])}
        />
      }
    />
  )
}

/** The node that an item was drawn for; null for what is left of one. */
function nodeNamed(name: string): number | null {
  const node = Number(name)
  return Number.isNaN(node) ? null : node
}

/** All but the whole, the largest first. */
function rowsOf({ sizes }: SizedTree): number[] {
  return sizes
    .map((_, node) => node)
    .slice(1)
    .toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))
}

function shareOf({ sizes }: SizedTree, node: number): number {
  const whole = sizes[0] ?? 0
  return whole > 0 ? (sizes[node] ?? 0) / whole : 0
}

function pathOf({ names, parents }: SizedTree, node: number): string {
  const parts: string[] = []
  for (let at = node; at > 0; at = parents[at] ?? -1) parts.unshift(names[at] ?? '')
  return parts.join('') || (names[0] ?? '')
}
