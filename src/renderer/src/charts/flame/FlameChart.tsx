import { type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { FlameLayout, FlameNode } from '#shared/profile/layout.ts'
import type { Difference } from '#shared/profile/layouts/difference.ts'
import type { Profile } from '#shared/profile/model.ts'
import type { FrameMatches } from '#shared/profile/search.ts'
import { colorsBy, type FlameColorBy } from './coloring.ts'
import { differenceColoring } from './difference-coloring.ts'
import type { FlameRange } from './draw-marks.ts'
import { csvPieces } from './export.ts'
import styles from './FlameChart.module.css'
import { type FlameAction, FlameCard } from './FlameCard.tsx'
import type { FlameDescription } from './FlameDescription.tsx'
import { FlameTooltip } from './FlameTooltip.tsx'
import './palette.css'
import { inSlices } from './slices.ts'
import type { WindowPoint } from './stage-model.ts'
import { useMatches } from './use-matches.ts'
import { useStage } from './use-stage.ts'
import type { FlameDirection, Viewport } from './viewport.ts'

export interface FlameChartProps {
  layout: FlameLayout
  /** Its samples are not looked at. */
  profile: Pick<Profile, 'frames' | 'categories'>
  direction: FlameDirection
  /** Handles of the layout. */
  selected: FlameNode | null
  hovered: FlameNode | null
  onSelect: (node: FlameNode | null) => void
  onHover: (node: FlameNode | null) => void
  /** Text or `/regex/`. Matches stay bright, the rest is dimmed; an empty one dims nothing. */
  query: string
  /** What it found, where the owner has looked already. */
  matches?: FrameMatches | null
  formatValue: (value: number) => string
  /** What the tooltip says. */
  describe: (node: FlameNode) => FlameDescription
  /** Accessible name. */
  label: string
  /** What colours say; the category without. */
  colorBy?: FlameColorBy
  /** Of a layout made of it: colours, signs and values say what has changed. */
  difference?: Difference
  /** A strip above with the whole chart, and a window in it that can be dragged. */
  minimap?: boolean
  /** A part of the axis that is selected. */
  range?: FlameRange | null
  /** The user selects a part of the axis (drags with shift, or `r`), or lets it go. Without it nobody can. */
  onRange?: (range: FlameRange | null) => void
  /**
   * What can be done with a frame. With this the right button and `p` pin the tooltip, which then offers it.
   */
  actions?: (node: FlameNode) => readonly FlameAction[]
  /** `/` was pressed. */
  onSearch?: () => void
  /** Escape was pressed and nothing is selected. */
  onClearSearch?: () => void
  /** 1, 2 or 3 was pressed: time order, left heavy or sandwich. */
  onViewKey?: (which: 1 | 2 | 3) => void
  ref?: Ref<FlameChartHandle>
}

export interface FlameChartHandle {
  zoomToNode: (node: FlameNode) => void
  zoomToRange: (range: FlameRange) => void
  fit: () => void
  /** Shows a viewport without animation. */
  show: (viewport: Viewport) => void
  focus: () => void
  /** The range in sight, at all depths. */
  toPng: () => Promise<Blob>
  toSvg: () => string
  /** Every call path, also those out of sight. */
  toCsv: () => Promise<Blob>
}

/** A tooltip that stays. */
interface Pin {
  node: FlameNode
  layout: FlameLayout
  at: WindowPoint
}

/** A flame or icicle chart on a canvas. Fills its parent; FlameTable is the same as a table. */
export function FlameChart(props: FlameChartProps) {
  const { layout, profile, direction, selected, hovered, formatValue, describe, label, difference } = props
  const { colorBy = 'category', minimap = false, range = null, actions, ref } = props
  const { frames, categories } = profile
  const host = useRef<HTMLDivElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const bars = useRef<HTMLCanvasElement>(null)
  const marks = useRef<HTMLCanvasElement>(null)
  const scrollbar = useRef<HTMLDivElement>(null)
  const scrolled = useRef<HTMLDivElement>(null)
  const overview = useRef<HTMLCanvasElement>(null)
  const [pointer, setPointer] = useState<WindowPoint | null>(null)
  const [pin, setPin] = useState<Pin | null>(null)

  const searched = useMatches(frames, props.matches === undefined ? props.query : '')
  const matches = props.matches === undefined ? searched : props.matches
  const coloring = useMemo(
    () =>
      difference === undefined
        ? colorsBy(colorBy, { frames, categories }, layout.paths).coloring
        : differenceColoring(difference),
    [difference, colorBy, frames, categories, layout],
  )
  const model = useMemo(
    () => ({ layout, profile, coloring, direction, selected, hovered, matches, range, formatValue }),
    [layout, profile, coloring, direction, selected, hovered, matches, range, formatValue],
  )
  const unpin = (): void => {
    setPin(null)
    if (pin !== null) host.current?.focus()
  }
  const parts = { host, surface, bars, marks, scrollbar, scrolled, overview }
  const stage = useStage(parts, model, minimap, {
    select: props.onSelect,
    hover: props.onHover,
    pointer: setPointer,
    pin: (node, at) => {
      if (actions !== undefined) setPin({ node, layout, at })
    },
    unpin,
    range: (next) => props.onRange?.(next),
    search: () => props.onSearch?.(),
    clear: () => {
      if (pin !== null) return unpin()
      if (range !== null && props.onRange !== undefined) return props.onRange(null)
      if (selected !== null) return props.onSelect(null)
      props.onClearSearch?.()
    },
    view: (which) => props.onViewKey?.(which),
    key: (key, node) => {
      const action = actions?.(node).find((each) => each.keys === key && each.disabled !== true)
      action?.run()
      return action !== undefined
    },
  })

  useImperativeHandle(
    ref,
    () => ({
      zoomToNode: (node) => stage.current?.zoomToNode(node),
      zoomToRange: (part) => stage.current?.zoomToRange(part),
      fit: () => stage.current?.fit(),
      show: (viewport) => stage.current?.show(viewport),
      focus: () => host.current?.focus(),
      toPng: () =>
        stage.current?.toPng() ?? Promise.reject(new Error('the chart is not on the page any more')),
      toSvg: () => stage.current?.toSvg(label) ?? '',
      toCsv: () => inSlices(csvPieces(layout, { frames, categories }, difference)),
    }),
    [stage, label, layout, frames, categories, difference],
  )

  // A pin belongs to one layout; handles of another are other frames.
  const pinned = pin !== null && pin.layout === layout ? pin : null
  return (
    <div
      ref={host}
      className={styles.chart}
      // A chart moved about in with keys of its own, as a slider or a map is.
      role="application"
      aria-roledescription="flame chart"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application takes keys
      tabIndex={0}
    >
      {minimap && <canvas ref={overview} className={styles.minimap} aria-hidden />}
      <div ref={surface} className={styles.surface}>
        <canvas ref={bars} className={styles.canvas} />
        <canvas ref={marks} className={styles.canvas} />
        {layout.total <= 0 && <p className={styles.empty}>Nothing here has a width: every figure is zero.</p>}
      </div>
      <div ref={scrollbar} className={styles.scrollbar} tabIndex={-1}>
        <div ref={scrolled} />
      </div>
      <output className={styles.spoken}>
        {selected !== null && spoken(layout, frames.name, selected, formatValue)}
      </output>
      {pointer !== null && hovered !== null && hovered !== pinned?.node && (
        <FlameTooltip description={describe(hovered)} at={pointer} />
      )}
      {pinned !== null && (
        <FlameCard
          key={pinned.node}
          description={describe(pinned.node)}
          actions={actions?.(pinned.node) ?? []}
          at={pinned.at}
          onClose={unpin}
        />
      )}
    </div>
  )
}

function spoken(
  layout: FlameLayout,
  names: readonly string[],
  node: FlameNode,
  formatValue: (value: number) => string,
): string {
  const total = layout.totalOf(node)
  const share = layout.total > 0 ? `, ${((total / layout.total) * 100).toFixed(1)} %` : ''
  return `${names[layout.frameOf(node)] ?? ''}: ${formatValue(total)}${share}, depth ${layout.depthOf(node) + 1}`
}
