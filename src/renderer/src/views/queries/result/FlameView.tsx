import { ArrowDownFromLine, ArrowUpFromLine } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import {
  FlameChart,
  type FlameChartHandle,
  type FlameFileFormat,
  FlameTable,
  FlameToolbar,
  type FlameToolbarHandle,
  saveFlame,
} from '#renderer/charts/flame/index.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import { notify } from '#renderer/stores/notices.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { planMetrics, planProfile, type PlanMetric } from '#shared/profile/importers/plan.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import { matchedShare, searchFrames } from '#shared/profile/search.ts'
import { drawnTree } from '#shared/profile/tables/index.ts'
import { planMetricWords } from '#renderer/charts/plan/index.ts'
import { describeNode } from './flame-words.ts'
import styles from './FlameView.module.css'
import { planFileName } from './plan-text.ts'
import type { ShownResult } from './shown-result.ts'

const group = 'Queries'

/** The plan as an icicle chart of one of its metrics, with the chart's own table twin. */
export function FlameView({ shown }: { shown: ShownResult }) {
  const { plan, choices } = shown
  const metrics = useMemo(() => planMetrics(plan), [plan])
  const metric = metrics.find((each) => each === choices.metric) ?? metrics[0]
  if (metric === undefined) {
    return (
      <EmptyState title="This plan has no figures to draw">
        It was made with COSTS OFF and without ANALYZE. The tree shows its shape.
      </EmptyState>
    )
  }
  return <MetricChart shown={shown} metrics={metrics} metric={metric} />
}

interface MetricChartProps {
  shown: ShownResult
  metrics: readonly PlanMetric[]
  metric: PlanMetric
}

function MetricChart({ shown, metrics, metric }: MetricChartProps) {
  const { plan, choices, choose, select } = shown
  const hovered = useQueries((state) => state.hovered)
  const hover = useQueries((state) => state.hover)
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const chart = useRef<FlameChartHandle>(null)
  const toolbar = useRef<FlameToolbarHandle>(null)
  const profile = useMemo(() => planProfile(plan, metric), [plan, metric])
  const layout = useMemo(() => layoutTimeOrder(profile), [profile])
  const tree = useMemo(() => drawnTree(layout), [layout])
  const matched = useMemo(
    () =>
      choices.search.trim() === ''
        ? null
        : matchedShare(layout, searchFrames(profile.frames, choices.search)),
    [layout, profile, choices.search],
  )
  const describe = useCallback((node: number) => describeNode(plan, metric, node), [plan, metric])
  const { direction } = choices
  const words = planMetricWords[metric]
  const label = `${words.name} of the plan`

  const turn = (): void => choose({ direction: direction === 'icicle' ? 'flame' : 'icicle' })
  const nextMetric = (): void => {
    const next = metrics[(metrics.indexOf(metric) + 1) % metrics.length]
    if (next !== undefined) choose({ metric: next })
  }
  const focusSearch = (): void => toolbar.current?.focusSearch()
  useCommand({ id: 'queries.search', title: 'Search the plan', group, keys: '/', run: focusSearch })
  useCommand({ id: 'queries.turn', title: 'Root above or below', group, keys: 'I', run: turn })
  useCommand({
    id: 'queries.metric',
    title: 'Next metric of the chart',
    group,
    keys: 'M',
    enabled: metrics.length > 1,
    run: nextMetric,
  })

  const save = async (format: FlameFileFormat): Promise<void> => {
    if (chart.current === null) return
    const name = `${planFileName(plan, new Date(shown.result.at)).replace(/\.[a-z]+$/, '')}-${metric}`
    try {
      await saveFlame(chart.current, format, name)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
    }
  }
  const shared = {
    profile,
    selected: choices.selected,
    hovered,
    onSelect: select,
    onHover: hover,
    query: choices.search,
    formatValue: words.format,
    label,
  }
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <SegmentedControl
          label="Metric"
          size="small"
          options={metrics.map((value) => ({ value, label: planMetricWords[value].name }))}
          value={metric}
          onChange={(value) => choose({ metric: value })}
        />
        <IconButton
          icon={direction === 'icicle' ? ArrowDownFromLine : ArrowUpFromLine}
          label={direction === 'icicle' ? 'Root above: turn it over' : 'Root below: turn it over'}
          command="queries.turn"
          size="small"
          onClick={turn}
        />
        <div className={styles.toolbar}>
          <FlameToolbar
            ref={toolbar}
            query={choices.search}
            onQuery={(search) => choose({ search })}
            matched={matched}
            view={view}
            onView={setView}
            onFit={() => chart.current?.fit()}
            onSave={(format) => void save(format)}
            onDone={() => chart.current?.focus()}
          />
        </div>
      </div>
      {/* The chart stays on the page behind its table: it is what gets saved. */}
      <div className={styles.chart} hidden={view !== 'chart'} onMouseLeave={() => hover(null)}>
        <FlameChart
          {...shared}
          layout={layout}
          ref={chart}
          direction={direction}
          describe={describe}
          onSearch={focusSearch}
          onClearSearch={() => choose({ search: '' })}
        />
      </div>
      {view === 'table' && (
        <div className={styles.chart} onMouseLeave={() => hover(null)}>
          <FlameTable {...shared} tree={tree} />
        </div>
      )}
    </div>
  )
}
