import { useCallback, useMemo, useRef, useState } from 'react'
import {
  FlameChart,
  type FlameChartHandle,
  type FlameFileFormat,
  FlameTable,
  FlameToolbar,
  type FlameToolbarHandle,
  type FlameView,
  saveFlame,
} from '#renderer/charts/flame/index.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import { keyspaceProfile } from '#shared/profile/importers/keyspace.ts'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import { matchedShare, searchFrames } from '#shared/profile/search.ts'
import { drawnTree } from '#shared/profile/tables/index.ts'
import { describeNamespace, formatMetric, kindOf, metricNames } from './figures.ts'
import styles from './IcicleView.module.css'
import { Legend } from './Legend.tsx'
import { chartFileName, tellUnsaved } from './saving.ts'
import type { ShownKeyspace } from './use-shown.ts'

/** The namespaces as an icicle chart: as wide as what they take, the whole at the top. */
export function IcicleView({ shown }: { shown: ShownKeyspace }) {
  const { analysis, selected, select, choices, choose } = shown
  const { metric, colouring, search } = choices
  const [view, setView] = useState<FlameView>('chart')
  const [hovered, hover] = useState<number | null>(null)
  const chart = useRef<FlameChartHandle>(null)
  const toolbar = useRef<FlameToolbarHandle>(null)
  const profile = useMemo(
    () => keyspaceProfile(analysis, { metric, colouring }),
    [analysis, metric, colouring],
  )
  const layout = useMemo(() => layoutLeftHeavy(profile), [profile])
  const tree = useMemo(() => drawnTree(layout), [layout])
  const matched = useMemo(
    () => (search.trim() === '' ? null : matchedShare(layout, searchFrames(profile.frames, search))),
    [layout, profile, search],
  )
  const kinds = useMemo(
    () => new Set(analysis.namespaces.map((each) => kindOf(each, metric, colouring))),
    [analysis, metric, colouring],
  )
  const describe = useCallback((node: number) => describeNamespace(analysis, node), [analysis])
  const focusSearch = (): void => toolbar.current?.focusSearch()
  useCommand({
    id: 'keyspace.search',
    title: 'Search the namespaces',
    group: 'Keyspace',
    keys: '/',
    run: focusSearch,
  })

  const save = async (format: FlameFileFormat): Promise<void> => {
    if (chart.current === null) return
    try {
      await saveFlame(chart.current, format, chartFileName(analysis, metric))
    } catch (error) {
      tellUnsaved(error instanceof Error ? error.message : String(error))
    }
  }
  const shared = {
    profile,
    selected,
    hovered,
    onSelect: select,
    onHover: hover,
    query: search,
    formatValue: formatMetric(metric),
    label: `${metricNames[metric]} of the namespaces`,
  }
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.toolbar}>
          <FlameToolbar
            ref={toolbar}
            query={search}
            onQuery={(next) => choose({ search: next })}
            matched={matched}
            view={view}
            onView={setView}
            onFit={() => chart.current?.fit()}
            onSave={(format) => void save(format)}
            onDone={() => chart.current?.focus()}
          />
        </div>
      </div>
      <Legend colouring={colouring} kinds={kinds} />
      {/* The chart stays on the page behind its table: it is what gets saved. */}
      <div className={styles.chart} hidden={view !== 'chart'} onMouseLeave={() => hover(null)}>
        <FlameChart
          {...shared}
          layout={layout}
          ref={chart}
          direction="icicle"
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
    </>
  )
}
