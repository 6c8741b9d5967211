import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { FlameLayout } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { searchFrames } from '#shared/profile/search.ts'
import type { CssPixels } from '#shared/units.ts'
import { csvOf } from './export.ts'
import styles from './FlameChart.module.css'
import { type FlameDescription, FlameTooltip } from './FlameTooltip.tsx'
import './palette.css'
import { FlameStage } from './stage.ts'
import type { FlameDirection, Viewport } from './viewport.ts'

export interface FlameChartProps {
  layout: FlameLayout
  profile: Profile
  direction: FlameDirection
  /** Handles of the layout. */
  selected: number | null
  hovered: number | null
  onSelect: (node: number | null) => void
  onHover: (node: number | null) => void
  /** Matches stay bright, the rest is dimmed; an empty one dims nothing. */
  query: string
  formatValue: (value: number) => string
  /** What the tooltip says. */
  describe: (node: number) => FlameDescription
  /** Accessible name. */
  label: string
  /** `/` was pressed. */
  onSearch?: () => void
  /** Escape was pressed and nothing is selected. */
  onClearSearch?: () => void
  ref?: Ref<FlameChartHandle>
}

export interface FlameChartHandle {
  zoomToNode: (node: number) => void
  fit: () => void
  /** Shows a viewport without animation. */
  show: (viewport: Viewport) => void
  focus: () => void
  /** The range in sight, at all depths. */
  toPng: () => Promise<Blob>
  toSvg: () => string
  /** Every node, also those out of sight. */
  toCsv: () => string
}

/** A flame or icicle chart on a canvas. Fills its parent; FlameTable is the same as a table. */
export function FlameChart(props: FlameChartProps) {
  const { layout, profile, direction, selected, hovered, query, formatValue, describe, label, ref } = props
  const host = useRef<HTMLDivElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const bars = useRef<HTMLCanvasElement>(null)
  const marks = useRef<HTMLCanvasElement>(null)
  const scrollbar = useRef<HTMLDivElement>(null)
  const scrolled = useRef<HTMLDivElement>(null)
  const stage = useRef<FlameStage>(null)
  const [pointer, setPointer] = useState<{ x: CssPixels; y: CssPixels } | null>(null)

  const matches = useMemo(
    () => (query.trim() === '' ? null : searchFrames(profile.frames, query)),
    [profile, query],
  )
  const model = useMemo(
    () => ({ layout, profile, direction, selected, hovered, matches, formatValue }),
    [layout, profile, direction, selected, hovered, matches, formatValue],
  )

  // The stage outlives renders; it always reaches the handlers and the model of the last one.
  const latest = useRef({ props, model })
  useLayoutEffect(() => {
    latest.current = { props, model }
  })

  useLayoutEffect(() => {
    const parts = {
      host: host.current,
      surface: surface.current,
      bars: bars.current,
      marks: marks.current,
      scrollbar: scrollbar.current,
      scrolled: scrolled.current,
    }
    if (!areThere(parts)) return undefined
    const made = new FlameStage(
      parts,
      {
        select: (node) => latest.current.props.onSelect(node),
        hover: (node) => latest.current.props.onHover(node),
        pointer: setPointer,
        search: () => latest.current.props.onSearch?.(),
        clearSearch: () => latest.current.props.onClearSearch?.(),
      },
      latest.current.model,
    )
    stage.current = made
    return () => {
      stage.current = null
      made.dispose()
    }
  }, [])

  useEffect(() => stage.current?.update(model), [model])

  useImperativeHandle(
    ref,
    () => ({
      zoomToNode: (node) => stage.current?.zoomToNode(node),
      fit: () => stage.current?.fit(),
      show: (viewport) => stage.current?.show(viewport),
      focus: () => host.current?.focus(),
      toPng: () =>
        stage.current?.toPng() ?? Promise.reject(new Error('the chart is not on the page any more')),
      toSvg: () => stage.current?.toSvg(latest.current.props.label) ?? '',
      toCsv: () => csvOf(latest.current.model.layout, latest.current.model.profile),
    }),
    [],
  )

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
      <div ref={surface} className={styles.surface}>
        <canvas ref={bars} className={styles.canvas} />
        <canvas ref={marks} className={styles.canvas} />
        {layout.total <= 0 && <p className={styles.empty}>Nothing here has a width: every figure is zero.</p>}
      </div>
      <div ref={scrollbar} className={styles.scrollbar} tabIndex={-1}>
        <div ref={scrolled} />
      </div>
      <output className={styles.spoken}>
        {selected !== null && spoken(layout, profile, selected, formatValue)}
      </output>
      {pointer !== null && hovered !== null && <FlameTooltip description={describe(hovered)} at={pointer} />}
    </div>
  )
}

type Parts<T> = { [key in keyof T]: T[key] | null }

function areThere<T extends object>(parts: Parts<T>): parts is T {
  return Object.values(parts).every((part) => part !== null)
}

function spoken(
  layout: FlameLayout,
  profile: Profile,
  node: number,
  formatValue: (value: number) => string,
): string {
  const name = profile.frames.name[layout.frameOf(node)] ?? ''
  const total = layout.totalOf(node)
  const share = layout.total > 0 ? `, ${((total / layout.total) * 100).toFixed(1)} %` : ''
  return `${name}: ${formatValue(total)}${share}, depth ${layout.depthOf(node) + 1}`
}
