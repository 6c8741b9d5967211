/**
 * A page with the flame chart alone, to look at and to measure: `?data=plan|generated|walk` (of
 * `&calls=` and `&samples=`), `&layout=time|timeline|heavy`, `&theme=light|dark`,
 * `&direction=icicle|flame`, `&view=chart|table`. `window.flameBench` runs the benchmark beside a peer,
 * which it brings with it only then; `window.flameFrames` zooms and pans this chart alone.
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
import type { FlameLayout } from '#shared/profile/layout.ts'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import type { Profile } from '#shared/profile/model.ts'
import { matchedShare, searchFrames } from '#shared/profile/search.ts'
import { callTree } from '#shared/profile/tables/index.ts'
import { buildTimeline, timelineLayout } from '#shared/profile/timeline/index.ts'
import { measureAlone, measureFrames } from './measure.ts'
import { generatedProfile, walkedProfile } from './generated.ts'
import { realPlan } from './real-plan.ts'

const parameters = new URLSearchParams(location.search)
const direction = parameters.get('direction') === 'flame' ? 'flame' : 'icicle'
document.documentElement.dataset['theme'] = parameters.get('theme') === 'dark' ? 'dark' : 'light'

const formatMilliseconds = (value: number): string =>
  value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value >= 100 ? 0 : 2)} ms`

function Page({ profile, onChart }: { profile: Profile; onChart: (chart: FlameChartHandle | null) => void }) {
  const layout = useMemo(() => layoutOf(profile), [profile])
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
  const tree = useMemo(() => callTree(layout.paths), [layout])
  const shared = {
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
            layout={layout}
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
        {view === 'table' && <FlameTable {...shared} tree={tree} />}
      </div>
    </div>
  )
}

function layoutOf(profile: Profile): FlameLayout {
  switch (parameters.get('layout')) {
    case 'timeline':
      return timelineLayout(buildTimeline(profile))
    case 'heavy':
      return layoutLeftHeavy(profile)
    default:
      return layoutTimeOrder(profile)
  }
}

function profileOf(data: string | null): Profile {
  if (data === 'plan') return realPlan().profile
  if (data !== 'walk') return generatedProfile(10_000)
  return walkedProfile({
    calls: Number(parameters.get('calls') ?? 100_000),
    samples: Number(parameters.get('samples') ?? 200_000),
  })
}

const profile = profileOf(parameters.get('data'))
let chart: FlameChartHandle | null = null
const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<Page profile={profile} onChart={(handle) => (chart = handle)} />)

Object.assign(window, {
  flameBench: async () => {
    if (chart === null) throw new Error('the chart is not there yet')
    return measureFrames(chart, profile)
  },
  flameFrames: async () => {
    if (chart === null) throw new Error('the chart is not there yet')
    return measureAlone(chart, layoutOf(profile).total)
  },
})
