import { useCallback, useMemo, useRef, useState } from 'react'
import {
  colorsBy,
  FlameChart,
  type FlameChartHandle,
  FlameLegend,
  FlameTable,
  FlameToolbar,
  type FlameToolbarHandle,
  type FlameView,
} from '#renderer/charts/flame/index.ts'
import type { ChartFileFormat } from '#renderer/charts/save.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import type { MemoryChart } from '#renderer/stores/snapshots/model.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatPercent } from '#renderer/ui/format.ts'
import page from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { matchedShare, searchFrames } from '#shared/profile/search.ts'
import { drawnTree } from '#shared/profile/tables/index.ts'
import styles from './MemoryView.module.css'
import { saveMemory } from './saving.ts'
import type { ShownSnapshot } from './shown-snapshot.ts'

/** Who retains whom: an object is as wide as what only it keeps alive, which hangs below it. */
export function MemoryView({ shown }: { shown: ShownSnapshot }) {
  const { memory } = shown.viewing
  if (memory?.kind === 'failed') {
    return (
      <div className={page.failure}>
        <FailureBox failure={memory.failure} />
      </div>
    )
  }
  if (memory?.kind !== 'ready') {
    return (
      <div className={page.waiting}>
        <Spinner label="Merging what retains what" />
      </div>
    )
  }
  return <Chart shown={shown} chart={memory.value} />
}

function Chart({ shown, chart: { layout, profile } }: { shown: ShownSnapshot; chart: MemoryChart }) {
  const [view, setView] = useState<FlameView>('chart')
  const [search, setSearch] = useState('')
  const [selected, select] = useState<number | null>(null)
  const [hovered, hover] = useState<number | null>(null)
  const chart = useRef<FlameChartHandle>(null)
  const toolbar = useRef<FlameToolbarHandle>(null)
  const tree = useMemo(() => drawnTree(layout), [layout])
  const matched = useMemo(
    () => (search.trim() === '' ? null : matchedShare(layout, searchFrames(profile.frames, search))),
    [layout, profile, search],
  )
  const legend = useMemo(() => colorsBy('category', profile, layout.paths).legend, [profile, layout])
  const describe = useCallback(
    (node: number) => {
      const frame = layout.frameOf(node)
      const total = layout.totalOf(node)
      return {
        title: profile.frames.name[frame] ?? '',
        lines: [
          { label: 'Retained', value: `${formatBytes(total)}, ${formatPercent(total / layout.total)}` },
          { label: 'Shallow', value: formatBytes(layout.selfOf(node)) },
          { label: 'Kind', value: profile.categories[profile.frames.category[frame] ?? -1] ?? '' },
        ],
      }
    },
    [layout, profile],
  )
  const focusSearch = (): void => toolbar.current?.focusSearch()
  useCommand({
    id: 'snapshot.search',
    title: 'Search the chart',
    group: 'Profiles',
    keys: '/',
    run: focusSearch,
  })
  const save = (format: ChartFileFormat): void => {
    if (chart.current !== null) void saveMemory(shown, chart.current, format)
  }
  const shared = {
    profile,
    selected,
    hovered,
    onSelect: select,
    onHover: hover,
    query: search,
    formatValue: formatBytes,
    label: `Retained memory of ${shown.name}`,
  }
  return (
    <>
      <div className={styles.bar}>
        <FlameToolbar
          ref={toolbar}
          query={search}
          onQuery={setSearch}
          matched={matched}
          view={view}
          onView={setView}
          onFit={() => chart.current?.fit()}
          onSave={save}
          onDone={() => chart.current?.focus()}
        />
      </div>
      <div className={styles.legend}>
        <FlameLegend entries={legend} />
        <span>As wide as what would be free without it. Lists of one constructor are one frame.</span>
      </div>
      {/* The chart stays on the page behind its table: it is what gets saved. */}
      <div className={styles.chart} hidden={view !== 'chart'} onMouseLeave={() => hover(null)}>
        <FlameChart
          {...shared}
          layout={layout}
          ref={chart}
          direction="icicle"
          describe={describe}
          onSearch={focusSearch}
          onClearSearch={() => setSearch('')}
        />
      </div>
      {view === 'table' && (
        <div className={styles.chart} onMouseLeave={() => hover(null)}>
          <FlameTable {...shared} tree={tree} />
        </div>
      )}
    </>
  )
}
