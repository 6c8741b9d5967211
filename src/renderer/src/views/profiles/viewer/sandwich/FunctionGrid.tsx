import { type ReactNode, useMemo, useState } from 'react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { ShareBar } from '#renderer/ui/ShareBar.tsx'
import type { FunctionOrders, FunctionRows } from '#renderer/workers/profile/work.ts'
import { FunctionName } from '../FunctionName.tsx'
import { type GridColumn, RowGrid } from '../RowGrid.tsx'
import type { ShownProfile } from '../shown-profile.ts'

import { formatOf } from '../words.ts'
import { rowsInOrder, type Sort } from './function-rows.ts'
import styles from './FunctionGrid.module.css'

type Key = keyof FunctionOrders

const columns: readonly GridColumn<Key>[] = [
  { key: 'name', title: 'Function', isText: true, width: 'minmax(110px, 1fr)' },
  {
    key: 'self',
    title: 'Self',
    explanation: 'The function alone, without what it calls',
    width: 'minmax(76px, 136px)',
  },
  {
    key: 'total',
    title: 'Total',
    explanation: 'The function with what it calls; recursion counts once',
    width: 'minmax(76px, 136px)',
  },
]

/** Every function with its self and total weight; the search filters it. */
export function FunctionGrid({ shown, table }: { shown: ShownProfile; table: FunctionRows }) {
  const { id, viewing, drawn, facts, matches } = shown
  const { select, showInSandwich, choose } = profileActions
  const [sort, setSort] = useState<Sort<Key>>({ key: 'self', descending: true })
  const rows = useMemo(
    () =>
      rowsInOrder(
        table.orders[sort.key],
        // Its order is from A for names, from the largest for figures.
        sort.descending === (sort.key === 'name'),
        matches && ((row) => matches.matched[table.frame[row] ?? -1] === 1),
      ),
    [table, sort, matches],
  )
  if (drawn === null) return null
  const { frames } = drawn
  const format = formatOf(facts.unit)
  const renderCell = (key: Key, row: number): ReactNode =>
    key === 'name' ? (
      <FunctionName profile={drawn} frame={table.frame[row] ?? -1} />
    ) : (
      <ShareBar value={table[key][row] ?? 0} whole={table.whole} format={format} />
    )
  // A table has one row for each function: its place is found by its frame.
  const at = viewing.function === null ? -1 : table.frame.indexOf(viewing.function)
  return (
    <>
      <p className={styles.count}>
        {rows.length === table.length
          ? formatCount(table.length, 'functions')
          : `${formatCount(rows.length)} of ${formatCount(table.length, 'functions')}`}
      </p>
      {rows.length === 0 ? (
        <EmptyState
          title={viewing.search === '' ? 'Nothing was seen here' : `No function fits “${viewing.search}”`}
          actions={
            viewing.search !== '' && (
              <Button size="small" onClick={() => choose(id, { search: '' })}>
                Clear the search
              </Button>
            )
          }
        />
      ) : (
        <RowGrid
          label={`Functions of ${shown.name}`}
          columns={columns}
          renderCell={renderCell}
          rows={rows}
          sort={sort}
          onSort={setSort}
          selected={at < 0 ? null : at}
          onSelect={(row) => {
            const frame = row === null ? undefined : table.frame[row]
            if (frame === undefined) select(id, null)
            else if (frames.length > frame) showInSandwich(id, frame)
          }}
        />
      )}
    </>
  )
}
