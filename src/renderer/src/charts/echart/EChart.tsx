import type { ECBasicOption } from 'echarts/types/dist/shared'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { pngOfCanvas, type SavableChart } from '../save.ts'
import styles from './EChart.module.css'
import type { EChartsType, init } from './engine.ts'
import { type ChartTheme, themeOf } from './theme.ts'

export interface EChartProps {
  /** What to draw, in ECharts' words; another function draws anew. */
  option: (theme: ChartTheme, tooltipClass: string) => ECBasicOption
  /** Accessible name. */
  label: string
  toCsv: () => string
  /** The name of the item that was pressed. */
  onChoose?: ((name: string) => void) | undefined
  /** The name of the item that was pressed twice. */
  onOpen?: ((name: string) => void) | undefined
  /** A line at a place of the horizontal axis, which several charts may share. */
  cursor?: ChartCursor | undefined
  ref?: Ref<SavableChart>
}

export interface ChartCursor {
  /** On the horizontal axis; null for none. */
  x: number | null
  /** Where the pointer is on that axis; null when it has left. */
  onMove: (x: number | null) => void
}

/** A chart of ECharts on a canvas, in the colours of the theme. Fills its parent. */
export function EChart({ option, label, toCsv, onChoose, onOpen, cursor, ref }: EChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const initialise = useRef<typeof init>(null)
  const shown = useRef(option)
  const pressed = useRef({ onChoose, onOpen })
  const line = useRef<HTMLDivElement>(null)
  const pointer = useRef(cursor)

  useEffect(() => {
    shown.current = option
    redraw(chart.current, host.current, option)
    placeLine(chart.current, line.current, pointer.current)
  }, [option])

  useEffect(() => {
    pressed.current = { onChoose, onOpen }
  }, [onChoose, onOpen])

  useEffect(() => {
    pointer.current = cursor
    placeLine(chart.current, line.current, cursor)
  }, [cursor])

  useEffect(() => {
    const place = host.current
    if (place === null) return undefined
    const ended = new AbortController()
    const resize = new ResizeObserver(() => chart.current?.resize())
    const theme = new MutationObserver(() => redraw(chart.current, place, shown.current))
    void import('./engine.ts').then((loaded) => {
      if (ended.signal.aborted) return
      initialise.current = loaded.init
      chart.current = loaded.init(place, null, { renderer: 'canvas' })
      chart.current.on('click', ({ name }) => pressed.current.onChoose?.(name))
      chart.current.on('dblclick', ({ name }) => pressed.current.onOpen?.(name))
      followPointer(chart.current, (x) => pointer.current?.onMove(x))
      redraw(chart.current, place, shown.current)
      resize.observe(place)
      theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    })
    return () => {
      ended.abort()
      resize.disconnect()
      theme.disconnect()
      chart.current?.dispose()
      chart.current = null
    }
  }, [])

  useImperativeHandle(ref, () => ({
    toPng: async () => {
      if (chart.current === null || host.current === null) throw new Error('the chart is not drawn yet')
      const { ground } = themeOf(host.current)
      const canvas = chart.current.renderToCanvas({ pixelRatio: 2, backgroundColor: ground })
      return await pngOfCanvas(canvas)
    },
    toSvg: () => {
      if (initialise.current === null || host.current === null) throw new Error('the chart is not drawn yet')
      const { clientWidth: width, clientHeight: height } = host.current
      const drawn = initialise.current(null, null, {
        renderer: 'svg',
        ssr: true,
        width: Math.max(width, 320),
        height: Math.max(height, 120),
      })
      try {
        const theme = themeOf(host.current)
        drawn.setOption({ ...option(theme, ''), backgroundColor: theme.ground })
        return drawn.renderToSVGString()
      } finally {
        drawn.dispose()
      }
    },
    toCsv,
  }))

  return (
    <div className={styles.place}>
      <div ref={host} className={styles.chart} role="img" aria-label={label} />
      {cursor !== undefined && <div ref={line} className={styles.cursor} hidden />}
    </div>
  )
}

function followPointer(chart: EChartsType, onMove: (x: number | null) => void): void {
  const surface = chart.getZr()
  surface.on('mousemove', ({ offsetX, offsetY }) => {
    const isInside = chart.containPixel({ gridIndex: 0 }, [offsetX, offsetY])
    onMove(isInside ? chart.convertFromPixel({ xAxisIndex: 0 }, offsetX) : null)
  })
  surface.on('globalout', () => onMove(null))
}

/** An element over the canvas: the chart itself need not be drawn anew for each step of the pointer. */
function placeLine(
  chart: EChartsType | null,
  line: HTMLElement | null,
  cursor: ChartCursor | undefined,
): void {
  if (line === null) return
  const at = cursor?.x ?? null
  const left = chart === null || at === null ? Number.NaN : chart.convertToPixel({ xAxisIndex: 0 }, at)
  line.hidden = !Number.isFinite(left)
  if (!line.hidden) line.style.transform = `translateX(${Math.round(left)}px)`
}

function redraw(chart: EChartsType | null, place: HTMLElement | null, option: EChartProps['option']): void {
  if (chart === null || place === null) return
  chart.setOption(option(themeOf(place), styles.tooltip ?? ''), { notMerge: true })
}
