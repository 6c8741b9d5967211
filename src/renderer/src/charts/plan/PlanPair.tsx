import { useMemo, useRef, useState } from 'react'
import {
  FlameChart,
  type FlameChartHandle,
  type FlameFileFormat,
  FlameTable,
  FlameToolbar,
  type FlameToolbarHandle,
  type FlameView,
  saveFlame,
} from '../flame/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import type { Plan } from '#shared/contract/plan.ts'
import type { PlanMetric } from '#shared/profile/importers/plan.ts'
import { drawnTree } from '#shared/profile/tables/index.ts'
import { describePlanNode, planMetricWords } from './metric-words.ts'
import { layOutPair, legibleScale, pairMetrics, type LaidOutPlan, type PairScale } from './pair.ts'
import styles from './PlanPair.module.css'

export interface PlanPairProps {
  before: Plan
  after: Plan
  /** What stands over each chart; `Before` and `After` unless told. */
  titles?: readonly [before: string, after: string]
  /** Name of saved files, without an extension; the side and the metric are added. */
  fileName?: string
}

/**
 * Two plans side by side as flame charts of one metric, on the same scale or each on its own, with
 * their table twins. Plans that were not run are compared by cost. As high as the deeper plan needs.
 */
export function PlanPair({ before, after, titles = ['Before', 'After'], fileName = 'plan' }: PlanPairProps) {
  const metrics = useMemo(() => pairMetrics(before, after), [before, after])
  const [chosen, setChosen] = useState<PlanMetric>()
  const metric = metrics.find((each) => each === chosen) ?? metrics[0]
  if (metric === undefined) {
    return (
      <p className={styles.nothing}>
        The two plans have no figures in common to draw: one was run and the other only planned, or neither
        has costs.
      </p>
    )
  }
  return (
    <Pair
      before={before}
      after={after}
      titles={titles}
      fileName={fileName}
      metrics={metrics}
      metric={metric}
      onMetric={setChosen}
    />
  )
}

interface PairProps extends Required<PlanPairProps> {
  metrics: readonly PlanMetric[]
  metric: PlanMetric
  onMetric: (metric: PlanMetric) => void
}

const scales = [
  { value: 'same', label: 'Same scale' },
  { value: 'own', label: 'Each its own' },
] as const

function Pair({ before, after, titles, fileName, metrics, metric, onMetric }: PairProps) {
  // Until the user chooses.
  const [chosenScale, setScale] = useState<PairScale>()
  const legible = useMemo(() => legibleScale(before, after, metric), [before, after, metric])
  const scale = chosenScale ?? legible
  const [view, setView] = useState<FlameView>('chart')
  const [query, setQuery] = useState('')
  const beforeChart = useRef<FlameChartHandle>(null)
  const afterChart = useRef<FlameChartHandle>(null)
  const toolbar = useRef<FlameToolbarHandle>(null)
  const pair = useMemo(() => layOutPair(before, after, metric, scale), [before, after, metric, scale])
  const depth = Math.max(pair.before.layout.depths, pair.after.layout.depths)

  const save = async (format: FlameFileFormat): Promise<void> => {
    try {
      if (beforeChart.current) await saveFlame(beforeChart.current, format, `${fileName}-before-${metric}`)
      if (afterChart.current) await saveFlame(afterChart.current, format, `${fileName}-after-${metric}`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      notify({ title: 'The charts could not be saved', description: why, tone: 'failure' })
    }
  }
  const shared = {
    metric,
    view,
    query,
    depth,
    onQuery: setQuery,
    onSearch: () => toolbar.current?.focusSearch(),
  }
  return (
    <div className={styles.pair}>
      <div className={styles.bar}>
        {metrics.length > 1 && (
          <SegmentedControl
            label="Metric"
            size="small"
            options={metrics.map((value) => ({ value, label: planMetricWords[value].name }))}
            value={metric}
            onChange={onMetric}
          />
        )}
        <SegmentedControl label="Scale" size="small" options={scales} value={scale} onChange={setScale} />
        <div className={styles.toolbar}>
          <FlameToolbar
            ref={toolbar}
            query={query}
            onQuery={setQuery}
            matched={null}
            view={view}
            onView={setView}
            onFit={() => {
              beforeChart.current?.fit()
              afterChart.current?.fit()
            }}
            onSave={(format) => void save(format)}
            onDone={() => beforeChart.current?.focus()}
          />
        </div>
      </div>
      <div className={styles.sides}>
        <Side {...shared} title={titles[0]} side={pair.before} chart={beforeChart} />
        <Side {...shared} title={titles[1]} side={pair.after} chart={afterChart} />
      </div>
    </div>
  )
}

interface SideProps {
  title: string
  side: LaidOutPlan
  metric: PlanMetric
  view: FlameView
  query: string
  /** Rows of the deeper of the two, so that both are as high. */
  depth: number
  onQuery: (query: string) => void
  onSearch: () => void
  chart: React.RefObject<FlameChartHandle | null>
}

const rowHeight = 24
const leastRows = 4
const mostRows = 12

function Side({ title, side, metric, view, query, depth, onQuery, onSearch, chart }: SideProps) {
  const { plan, profile, layout, total } = side
  const tree = useMemo(() => drawnTree(layout), [layout])
  const [selected, setSelected] = useState<number | null>(null)
  const [hovered, setHovered] = useState<number | null>(null)
  const holds = useRef(false)
  const words = planMetricWords[metric]
  const label = `${title}: ${words.name.toLowerCase()} of the plan`
  const shared = {
    profile,
    selected,
    hovered,
    onSelect: setSelected,
    onHover: setHovered,
    query,
    formatValue: words.format,
    label,
  }
  // With the line around it.
  const height = Math.min(mostRows, Math.max(leastRows, depth)) * rowHeight + 2
  const told = selected === null ? undefined : describePlanNode(plan, metric, selected)
  return (
    // Escape lets go of what is chosen, and does not also close what the charts stand in.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <figure
      className={styles.side}
      // Before the chart itself lets go: afterwards there is nothing left to see that by.
      onKeyDownCapture={() => {
        holds.current = selected !== null || query !== ''
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && holds.current) event.stopPropagation()
      }}
    >
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.total}>{words.format(total)}</span>
      </figcaption>
      {/* The chart stays on the page behind its table: it is what gets saved. */}
      <div
        className={styles.chart}
        style={{ height }}
        hidden={view !== 'chart'}
        onMouseLeave={() => setHovered(null)}
      >
        <FlameChart
          {...shared}
          layout={layout}
          ref={chart}
          direction="icicle"
          describe={(node) => describePlanNode(plan, metric, node)}
          onSearch={onSearch}
          onClearSearch={() => onQuery('')}
        />
      </div>
      {view === 'table' && (
        <div className={styles.chart} style={{ height: Math.max(height, 200) }}>
          <FlameTable {...shared} tree={tree} />
        </div>
      )}
      <p className={styles.selected}>
        {told === undefined ? (
          <span className={styles.advice}>Choose a node to see its figures.</span>
        ) : (
          <>
            <strong>{told.title}</strong>{' '}
            {told.lines.map((line) => `${line.label} ${line.value}`).join(' · ')}
          </>
        )}
      </p>
    </figure>
  )
}
