import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { pngOfCanvas, type SavableChart } from '../save.ts'
import type { EChartsType, init } from './engine.ts'
import { optionOf, type SeriesTheme } from './option.ts'
import { csvOfSeries, type Series } from './series.ts'
import styles from './SeriesChart.module.css'

export interface SeriesChartProps {
  series: Series
  /** Accessible name. */
  label: string
  ref?: Ref<SavableChart>
}

/** A figure over time on a canvas. Fills its parent; SeriesTable is the same as a table. */
export function SeriesChart({ series, label, ref }: SeriesChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const initialise = useRef<typeof init>(null)
  const shown = useRef(series)

  useEffect(() => {
    shown.current = series
    redraw(chart.current, host.current, series)
  }, [series])

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
        drawn.setOption({ ...optionOf(series, theme, ''), backgroundColor: theme.ground })
        return drawn.renderToSVGString()
      } finally {
        drawn.dispose()
      }
    },
    toCsv: () => csvOfSeries(series),
  }))

  return <div ref={host} className={styles.chart} role="img" aria-label={label} />
}

function redraw(chart: EChartsType | null, place: HTMLElement | null, series: Series): void {
  if (chart === null || place === null) return
  chart.setOption(optionOf(series, themeOf(place), styles.tooltip ?? ''), { notMerge: true })
}

/** A canvas knows no CSS variables: they are read when it is drawn. */
function themeOf(place: HTMLElement): SeriesTheme {
  const style = getComputedStyle(place)
  const of = (name: string): string => style.getPropertyValue(name).trim()
  return {
    line: of('--data-1'),
    text: of('--text-muted'),
    rule: of('--line'),
    ground: of('--surface'),
    raised: of('--raised'),
    font: style.fontFamily,
  }
}
