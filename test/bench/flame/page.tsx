/**
 * A page with the flame chart alone, to look at and to measure: `?data=plan|generated|walk|deep` (of
 * `&calls=` and `&samples=`, `&distinct` for as many functions), `&layout=time|timeline|heavy|callers|callees|difference`,
 * `&colors=category|module|name`, `&theme=light|dark`, `&direction=icicle|flame`, `&view=chart|table|up`,
 * `&query=`. `window.flameBench` runs the benchmark beside a peer, which it brings with it only then;
 * `window.flameFrames` zooms and pans this chart alone.
 */
import { useMemo, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import '#renderer/ui/theme.css'
import '@fontsource-variable/inter'
import {
  colorsBy,
  differenceLegend,
  FlameChart,
  type FlameChartHandle,
  FlameLegend,
  type FlameRange,
  FlameTable,
  FlameToolbar,
  type FlameToolbarHandle,
  type FlameView,
  saveFlame,
  useMatches,
} from '#renderer/charts/flame/index.ts'
import { matchedShare } from '#shared/profile/search.ts'
import type { FlameNode } from '#shared/profile/layout.ts'
import { bottomUp, callTree } from '#shared/profile/tables/index.ts'
import { measureAlone, measureFrames } from './measure.ts'
import { shownBy } from './shown.ts'

const parameters = new URLSearchParams(location.search)
const direction = parameters.get('direction') === 'flame' ? 'flame' : 'icicle'
document.documentElement.dataset['theme'] = parameters.get('theme') === 'dark' ? 'dark' : 'light'

const nameOf = (node: FlameNode): string => profile.frames.name[layout.frameOf(node)] ?? ''
const formatMilliseconds = (value: number): string =>
  value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value >= 100 ? 0 : 2)} ms`

const { profile, layout, difference, colorBy } = shownBy(parameters)
const upwards = parameters.get('view') === 'up'
const { legend } = colorsBy(colorBy, profile, layout.paths)

function Page({ onChart }: { onChart: (chart: FlameChartHandle | null) => void }) {
  const [selected, setSelected] = useState<number | null>(null)
  const [hovered, setHovered] = useState<number | null>(null)
  const [query, setQuery] = useState(parameters.get('query') ?? '')
  const [view, setView] = useState<FlameView>(
    parameters.get('view') === 'table' || upwards ? 'table' : 'chart',
  )
  const [range, setRange] = useState<FlameRange | null>(null)
  const chart = useRef<FlameChartHandle>(null)
  const toolbar = useRef<FlameToolbarHandle>(null)
  const matches = useMatches(profile.frames, query)
  const matched = useMemo(() => matches && matchedShare(layout, matches), [matches])
  const tree = useMemo(
    () => (upwards ? bottomUp(layout.paths, profile.frames.length) : callTree(layout.paths)),
    [],
  )
  const shared = {
    profile,
    selected,
    hovered,
    query,
    matches,
    onSelect: setSelected,
    onHover: setHovered,
    formatValue: formatMilliseconds,
    label: profile.name,
  }
  return (
    <div style={{ display: 'grid', gridTemplateRows: 'auto auto 1fr', gap: 8, height: '100%', padding: 16 }}>
      <FlameToolbar
        ref={toolbar}
        query={query}
        onQuery={setQuery}
        matched={matched}
        view={view}
        onView={setView}
        onFit={() => chart.current?.fit()}
        onDone={() => chart.current?.focus()}
        onSave={(format) => {
          if (chart.current !== null) void saveFlame(chart.current, format, profile.name)
        }}
      />
      <FlameLegend entries={difference === undefined ? legend : differenceLegend} />
      <div style={{ minHeight: 0, border: '1px solid var(--line)' }}>
        <div style={{ height: '100%' }} hidden={view !== 'chart'}>
          <FlameChart
            {...shared}
            layout={layout}
            ref={(handle) => {
              chart.current = handle
              onChart(handle)
            }}
            direction={direction}
            colorBy={colorBy}
            {...(difference !== undefined && { difference })}
            minimap
            range={range}
            onRange={setRange}
            actions={(node) => [
              { id: 'zoom', label: 'Zoom to it', keys: 'x', run: () => chart.current?.zoomToNode(node) },
              { id: 'search', label: 'Search for its name', run: () => setQuery(nameOf(node)) },
            ]}
            onSearch={() => toolbar.current?.focusSearch()}
            onClearSearch={() => setQuery('')}
            describe={(node) => ({
              title: nameOf(node),
              lines: [
                { label: 'Total', value: formatMilliseconds(layout.totalOf(node)) },
                { label: 'Self', value: formatMilliseconds(layout.selfOf(node)) },
                {
                  label: 'Share',
                  value: `${((layout.totalOf(node) / layout.total) * 100).toFixed(1)} %`,
                },
              ],
            })}
          />
        </div>
        {view === 'table' && <FlameTable {...shared} tree={tree} />}
      </div>
    </div>
  )
}

let chart: FlameChartHandle | null = null
const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<Page onChart={(handle) => (chart = handle)} />)

Object.assign(window, {
  flameBench: async () => {
    if (chart === null) throw new Error('the chart is not there yet')
    return measureFrames(chart, profile)
  },
  flameFrames: async () => {
    if (chart === null) throw new Error('the chart is not there yet')
    return measureAlone(chart, layout.total)
  },
})
