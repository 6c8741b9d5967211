import { type Ref, useCallback, useMemo, useState } from 'react'
import {
  colorsBy,
  differenceLegend,
  FlameChart,
  type FlameChartHandle,
  type FlameChartProps,
  type FlameColorBy,
  FlameLegend,
  type FlameLegendEntry,
} from '#renderer/charts/flame/index.ts'
import { profileActions } from '#renderer/stores/profiles.ts'
import type { FlameLayout } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { actionsOf } from './actions.ts'
import { describeCall } from './describe.ts'
import styles from './FlamePane.module.css'
import type { ShownProfile } from './shown-profile.ts'
import { focusSearch } from './ViewerCommands.tsx'
import { categoryName, formatOf } from './words.ts'

type Given = Pick<FlameChartProps, 'direction' | 'label'> &
  Pick<Partial<FlameChartProps>, 'minimap' | 'range' | 'onRange' | 'difference'>

export interface FlamePaneProps extends Given {
  shown: ShownProfile
  layout: FlameLayout
  /** Whose frames the layout has. */
  profile: Profile
  selected: number | null
  onSelect: (node: number | null) => void
  /** Without, nothing can be done with a call but to select it. */
  withActions?: boolean
  /** Says above what the colours stand for. */
  withLegend?: boolean
  ref?: Ref<FlameChartHandle>
}

/** A flame chart of the viewer: colours, search and keys as they were chosen for the profile. */
export function FlamePane(props: FlamePaneProps) {
  const {
    shown,
    layout,
    profile,
    selected,
    onSelect,
    withActions = true,
    withLegend = true,
    ref,
    ...given
  } = props
  const { id, viewing } = shown
  const [hovered, setHovered] = useState<number | null>(null)
  const { choose, back, showView } = profileActions
  const describe = useCallback((node: number) => describeCall(layout, profile, node), [layout, profile])
  const actions = useCallback((node: number) => actionsOf(shown, layout, node), [shown, layout])
  const { colorBy, hidden } = viewing
  const { difference } = given
  const legend = useMemo(
    () => (difference === undefined ? legendOf(colorBy, profile, layout, hidden) : differenceLegend),
    [difference, colorBy, profile, layout, hidden],
  )
  return (
    <div className={styles.pane} onMouseLeave={() => setHovered(null)}>
      {withLegend && legend.length > 0 && (
        <div className={styles.legend}>
          <FlameLegend entries={legend} />
        </div>
      )}
      <div className={styles.chart}>
        <FlameChart
          {...given}
          {...(ref !== undefined && { ref })}
          layout={layout}
          profile={profile}
          selected={selected}
          hovered={hovered}
          onSelect={onSelect}
          onHover={setHovered}
          query={viewing.search}
          // A comparison has functions of its own, which the chart searches itself.
          {...(profile === shown.drawn && { matches: shown.matches })}
          colorBy={colorBy}
          formatValue={formatOf(layout.unit)}
          describe={describe}
          {...(withActions && { actions })}
          onSearch={focusSearch}
          onClearSearch={() => {
            if (viewing.search === '') back(id)
            else choose(id, { search: '' })
          }}
          onViewKey={(key) => showView(id, (['time', 'heavy', 'sandwich'] as const)[key - 1] ?? 'time')}
        />
      </div>
    </div>
  )
}

/** Without what is hidden. */
function legendOf(
  colorBy: FlameColorBy,
  profile: Profile,
  layout: FlameLayout,
  hidden: readonly string[],
): FlameLegendEntry[] {
  const { legend } = colorsBy(colorBy, profile, layout.paths)
  if (colorBy !== 'category') return legend
  return legend
    .filter(({ name }) => !hidden.includes(name))
    .map((entry) => ({ ...entry, name: categoryName(entry.name) }))
}
