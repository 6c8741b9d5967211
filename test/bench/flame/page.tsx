/**
 * A page with the flame chart alone, to look at and to measure: `?data=plan|generated`,
 * `&theme=light|dark`, `&direction=icicle|flame`, `&view=chart|table`. `window.flameBench` runs the
 * benchmark; it brings the peer with it only then.
 */
import { useMemo, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import '#renderer/ui/theme.css'
import '@fontsource-variable/inter'
import {
  FlameChart,
  type FlameChartHandle,
  FlameTable,
  FlameToolbar,
  type FlameToolbarHandle,
  type FlameView,
  saveFlame,
} from '#renderer/charts/flame/index.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import type { Profile } from '#shared/profile/model.ts'
import { matchedShare, searchFrames } from '#shared/profile/search.ts'
import { measureFrames } from './measure.ts'
import { generatedProfile } from './generated.ts'
import { realPlan } from './real-plan.ts'

const parameters = new URLSearchParams(location.search)
const direction = parameters.get('direction') === 'flame' ? 'flame' : 'icicle'
document.documentElement.dataset['theme'] = parameters.get('theme') === 'dark' ? 'dark' : 'light'

const formatMilliseconds = (value: number): string =>
  value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value >= 100 ? 0 : 2)} ms`

function Page({ profile, onChart }: { profile: Profile; onChart: (chart: FlameChartHandle | null) => void }) {
  const layout = useMemo(() => layoutTimeOrder(profile), [profile])
  const [selected, setSelected] = useState<number | null>(null)
  const [hovered, setHovered] = useState<number | null>(null)
  const [query, setQuery] = useState(parameters.get('query') ?? '')
  const [view, setView] = useState<FlameView>(parameters.get('view') === 'table' ? 'table' : 'chart')
  const chart = useRef<FlameChartHandle>(null)
  const toolbar = useRef<FlameToolbarHandle>(null)
  const matched = useMemo(
    () => (query.trim() === '' ? null : matchedShare(layout, searchFrames(profile.frames, query))),
    [layout, profile, query],
  )
  const shared = {
    layout,
    profile,
    selected,
    hovered,
    query,
    onSelect: setSelected,
    onHover: setHovered,
    formatValue: formatMilliseconds,
    label: profile.name,
  }
  return (
    <div style={{ display: 'grid', gridTemplateRows: 'auto 1fr', gap: 8, height: '100%', padding: 16 }}>
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
      <div style={{ minHeight: 0, border: '1px solid var(--line)' }}>
        <div style={{ height: '100%' }} hidden={view !== 'chart'}>
          <FlameChart
            {...shared}
            ref={(handle) => {
              chart.current = handle
              onChart(handle)
            }}
            direction={direction}
            onSearch={() => toolbar.current?.focusSearch()}
            onClearSearch={() => setQuery('')}
            describe={(node) => ({
              title: profile.frames.name[layout.frameOf(node)] ?? '',
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
        {view === 'table' && <FlameTable {...shared} />}
      </div>
    </div>
  )
}

const profile = parameters.get('data') === 'plan' ? realPlan().profile : generatedProfile(10_000)
let chart: FlameChartHandle | null = null
const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<Page profile={profile} onChart={(handle) => (chart = handle)} />)

Object.assign(window, {
  flameBench: async () => {
    if (chart === null) throw new Error('the chart is not there yet')
    return measureFrames(chart, profile)
  },
})
