import { type ReactNode, useMemo, useState } from 'react'
import { useMatches } from '#renderer/charts/flame/index.ts'
import { DeltaBar } from '#renderer/ui/DeltaBar.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import type { ChangedFunctions, ChangeOrders } from '#renderer/workers/profile/work.ts'
import type { Difference } from '#shared/profile/layouts/difference.ts'
import type { Profile } from '#shared/profile/model.ts'
import { FunctionName } from '../FunctionName.tsx'
import { type GridColumn, RowGrid } from '../RowGrid.tsx'
import { rowsInOrder, type Sort } from '../sandwich/function-rows.ts'
import type { ShownProfile } from '../shown-profile.ts'

import { formatOf } from '../words.ts'
import { formatChange, formatRelativeChange } from './change-words.ts'
import styles from './ChangedGrid.module.css'

type Key = keyof ChangeOrders

export interface ChangedGridProps {
  shown: ShownProfile
  /** With the frames of both. */
  profile: Profile
  difference: Difference
  functions: ChangedFunctions
  /** A frame. */
  selected: number | null
  onSelect: (frame: number | null) => void
}

/** Every function of either profile with what became of it, the largest change first. */
export function ChangedGrid(props: ChangedGridProps) {
  const { shown, profile, difference, functions, selected, onSelect } = props
  const { search } = shown.viewing
  const [sort, setSort] = useState<Sort<Key>>({ key: 'self', descending: true })
  const matches = useMatches(profile.frames, search)
  const rows = useMemo(
    () =>
      rowsInOrder(
        functions.orders[sort.key],
        sort.descending === (sort.key === 'name'),
        matches && ((row) => matches.matched[functions.frame[row] ?? -1] === 1),
      ),
    [functions, sort, matches],
  )
  const format = formatOf(difference.columns.unit)
  const { beforeSelf, afterSelf, beforeTotal, afterTotal, orders } = functions
  const largestSelf = changeOf(beforeSelf, afterSelf, orders.self[0] ?? -1)
  const largestTotal = changeOf(beforeTotal, afterTotal, orders.total[0] ?? -1)
  const scaled = difference.factor === 1 ? '' : `, times ${difference.factor.toPrecision(3)}`
  const columns: readonly GridColumn<Key>[] = [
    { key: 'name', title: 'Function', isText: true, width: 'minmax(110px, 2fr)' },
    { key: 'before', title: 'Self before', width: '84px' },
    {
      key: 'after',
      title: 'Self after',
      explanation: `The function alone in the later profile${scaled}`,
      width: '84px',
    },
    {
      key: 'self',
      title: 'Change of self',
      explanation: 'Largest changes first, more or less',
      width: 'minmax(120px, 1fr)',
    },
    {
      key: 'total',
      title: 'Change of total',
      explanation: 'With what it calls; largest changes first, more or less',
      width: 'minmax(120px, 1fr)',
    },
  ]
  const changeBar = (before: number, after: number, largest: number): ReactNode => (
    <DeltaBar
      delta={after - before}
      largest={largest}
      words={formatChange(before, after, format)}
      share={formatRelativeChange(before, after)}
    />
  )
  const renderCell = (key: Key, row: number): ReactNode => {
    switch (key) {
      case 'name':
        return <FunctionName profile={profile} frame={functions.frame[row] ?? -1} />
      case 'before':
        return format(beforeSelf[row] ?? 0)
      case 'after':
        return format(afterSelf[row] ?? 0)
      case 'self':
        return changeBar(beforeSelf[row] ?? 0, afterSelf[row] ?? 0, largestSelf)
      case 'total':
        return changeBar(beforeTotal[row] ?? 0, afterTotal[row] ?? 0, largestTotal)
    }
  }
  if (rows.length === 0) return <EmptyState title={`No function fits “${search}”`} />
  return (
    <div className={styles.grid}>
      <RowGrid
        label="Functions by what changed"
        columns={columns}
        renderCell={renderCell}
        rows={rows}
        sort={sort}
        onSort={setSort}
        // Rows are the frames, number by number.
        selected={selected}
        onSelect={onSelect}
      />
    </div>
  )
}

function changeOf(before: Float64Array, after: Float64Array, row: number): number {
  return Math.abs((after[row] ?? 0) - (before[row] ?? 0))
}
