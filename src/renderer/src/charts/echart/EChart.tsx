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
  ref?: Ref<SavableChart>
}

/** A chart of ECharts on a canvas, in the colours of the theme. Fills its parent. */
export function EChart({ option, label, toCsv, onChoose, onOpen, ref }: EChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const initialise = useRef<typeof init>(null)
  const shown = useRef(option)
  const pressed = useRef({ onChoose, onOpen })

  useEffect(() => {
    shown.current = option
    redraw(chart.current, host.current, option)
  }, [option])

  useEffect(() => {
    pressed.current = { onChoose, onOpen }
  }, [onChoose, onOpen])

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

  return <div ref={host} className={styles.chart} role="img" aria-label={label} />
}

function redraw(chart: EChartsType | null, place: HTMLElement | null, option: EChartProps['option']): void {
  if (chart === null || place === null) return
  chart.setOption(option(themeOf(place), styles.tooltip ?? ''), { notMerge: true })
}
