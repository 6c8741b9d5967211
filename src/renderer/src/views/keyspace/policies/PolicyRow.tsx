import { ArrowDown, ArrowUp, Ellipsis, ListChecks, ListPlus, Trash2 } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { policiesOf, useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import { cellId, complianceOf } from '#renderer/stores/ttl-policies/model.ts'
import { coveringPolicy } from '#renderer/stores/ttl-policies/suggestions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatBytes, formatDateTime } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { bringIntoCompliance } from '#shared/redis/compliance-change.ts'
import { jitterWords, readJitter, readTtl, ttlOptions, writeTtl } from './cells.ts'
import { ComplianceCell } from './ComplianceCell.tsx'
import { type CellColumn, focusCell } from './focus.ts'
import styles from './PolicyRow.module.css'
import { TypedCell } from './TypedCell.tsx'

interface PolicyRowProps {
  target: Target
  row: TtlPolicy
  /** In the table, from 0. */
  place: number
  /** The guard lets no key be changed. */
  isReadOnly: boolean
}

/** One policy: its cells to edit, how its keys keep to it, and what can be done about it. */
export function PolicyRow({ target, row, place, isReadOnly }: PolicyRowProps) {
  const targetId = target.id
  const { edit, mistype } = useTtlPolicies()
  const policies = useTtlPolicies((state) => policiesOf(state, targetId))
  const { rows, wrong } = policies
  const covering = row.pattern === '' ? undefined : coveringPolicy(row.pattern, rows.slice(0, place))
  const shown = complianceOf(policies, row.id)
  const name = row.pattern === '' ? `row ${place + 1}` : row.pattern
  const stays = row.ttlSeconds === null && wrong[cellId(row.id, 'ttlSeconds')] === undefined
  const onKeys = useRowKeys(targetId, row.id, place)
  return (
    <tr className={styles.row}>
      <td className={styles.place}>{place + 1}</td>
      <td>
        <TypedCell
          cell={`${row.id} pattern`}
          label={`Pattern of ${name}`}
          value={row.pattern}
          placeholder="session:*"
          mono
          error={row.pattern.trim() === '' ? 'Which keys, such as session:*' : undefined}
          note={
            covering &&
            `Counts no key: ${covering.pattern} comes before it and takes all of them. Move this one up.`
          }
          onCommit={(pattern) => edit(targetId, row.id, { pattern: pattern.trim() })}
          onKeyDown={(event) => onKeys(event, 'pattern')}
        />
      </td>
      <td>
        <TypedCell
          cell={`${row.id} ttl`}
          label={`TTL of ${name}`}
          value={writeTtl(row.ttlSeconds)}
          wrong={wrong[cellId(row.id, 'ttlSeconds')]}
          placeholder="30 min"
          options={ttlOptions(row.pattern)}
          error={wrong[cellId(row.id, 'ttlSeconds')] === undefined ? undefined : '15 min, 7 d, never…'}
          onCommit={(text) => {
            const ttlSeconds = readTtl(text)
            if (ttlSeconds === undefined) mistype(targetId, row.id, 'ttlSeconds', text)
            else edit(targetId, row.id, { ttlSeconds })
          }}
          onKeyDown={(event) => onKeys(event, 'ttl')}
        />
      </td>
      <td>
        <TypedCell
          cell={`${row.id} jitter`}
          label={`Jitter of ${name} in percent`}
          value={stays ? '–' : String(row.jitterPercent)}
          disabled={stays}
          wrong={wrong[cellId(row.id, 'jitterPercent')]}
          suffix="%"
          title={jitterWords(row.ttlSeconds, row.jitterPercent)}
          error={wrong[cellId(row.id, 'jitterPercent')] === undefined ? undefined : '0 to 50'}
          onCommit={(text) => {
            const jitterPercent = readJitter(text)
            if (jitterPercent === undefined) mistype(targetId, row.id, 'jitterPercent', text)
            else edit(targetId, row.id, { jitterPercent })
          }}
          onKeyDown={(event) => onKeys(event, 'jitter')}
        />
      </td>
      <td>
        <TypedCell
          cell={`${row.id} reason`}
          label={`Reason of ${name}`}
          value={row.reason}
          placeholder="Why so long"
          title={row.reason}
          onCommit={(reason) => edit(targetId, row.id, { reason: reason.trim() })}
          onKeyDown={(event) => onKeys(event, 'reason')}
        />
      </td>
      <td>
        <ComplianceCell shown={shown} ttlSeconds={row.ttlSeconds} />
      </td>
      <td className={styles.bytes}>
        <Memory targetId={targetId} row={row} />
      </td>
      <td>
        <Actions target={target} row={row} place={place} isReadOnly={isReadOnly} />
      </td>
    </tr>
  )
}

/** What the keys of the policy took at the last analysis, which counts by the same table. */
function Memory({ targetId, row }: { targetId: string; row: TtlPolicy }) {
  const analysis = useKeyspace((state) => keyspaceOf(state, targetId).analysis)
  const found = analysis?.compliance.find(
    ({ policyId, pattern }) => policyId === row.id && pattern === row.pattern,
  )
  if (!analysis || found?.bytes === undefined || found.bytes === null) {
    return <span title="Known after the next analysis of the keys">–</span>
  }
  return <span title={`At the analysis of ${formatDateTime(analysis.at)}`}>{formatBytes(found.bytes)}</span>
}

function Actions({ target, row, place, isReadOnly }: PolicyRowProps) {
  const targetId = target.id
  const { move, remove, add } = useTtlPolicies()
  const policies = useTtlPolicies((state) => policiesOf(state, targetId))
  const propose = useChanges((state) => state.propose)
  const { rows, wrong } = policies
  const isUnfinished = row.pattern.trim() === '' || wrong[cellId(row.id, 'ttlSeconds')] !== undefined
  const shown = complianceOf(policies, row.id)
  const isDone = shown?.holds === true && shown.compliance.compliant === shown.compliance.keys
  const name = row.pattern === '' ? `row ${place + 1}` : row.pattern
  const sql = isUnfinished ? '' : bringIntoCompliance(row, rows.slice(0, place))
  return (
    <span className={styles.actions}>
      <Button
        size="small"
        icon={ListChecks}
        disabled={isUnfinished || isReadOnly || isDone}
        title={
          isReadOnly
            ? 'The environment is read-only: its guard lets nothing be changed'
            : isDone
              ? 'All its keys keep to it'
              : sql
        }
        onClick={() => propose({ targetId, sql, title: `Bring ${row.pattern} into compliance` })}
      >
        Bring into compliance…
      </Button>
      <Menu
        trigger={<IconButton icon={Ellipsis} label={`More for ${name}`} size="small" />}
        groups={[
          [
            {
              label: 'Move up',
              icon: ArrowUp,
              keys: 'Alt+ArrowUp',
              disabled: place === 0,
              onSelect: () => move(targetId, row.id, -1),
            },
            {
              label: 'Move down',
              icon: ArrowDown,
              keys: 'Alt+ArrowDown',
              disabled: place === rows.length - 1,
              onSelect: () => move(targetId, row.id, 1),
            },
            {
              label: 'Insert a policy before it',
              icon: ListPlus,
              onSelect: () => focusCell(add(targetId, {}, row.id), 'pattern'),
            },
          ],
          [
            {
              label: 'Delete',
              icon: Trash2,
              keys: 'Alt+Delete',
              danger: true,
              onSelect: () => remove(targetId, row.id),
            },
          ],
        ]}
      />
    </span>
  )
}

/** Up, down and Enter go to the same cell of another row; with Alt the row itself moves. */
function useRowKeys(targetId: string, id: string, place: number) {
  const { move, remove } = useTtlPolicies()
  const rows = useTtlPolicies((state) => policiesOf(state, targetId).rows)
  return (event: KeyboardEvent<HTMLElement>, column: CellColumn): void => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0
    const isDelete = event.altKey && event.key === 'Delete'
    if ((step === 0 && !isDelete) || event.ctrlKey || event.metaKey) return
    if (!event.altKey && isChoosing(event)) return
    event.preventDefault()
    const next = rows[place + (isDelete ? 1 : step)] ?? (isDelete ? rows[place - 1] : undefined)
    if (isDelete) remove(targetId, id)
    else if (event.altKey && event.key !== 'Enter') {
      move(targetId, id, step === -1 ? -1 : 1)
      focusCell(id, column)
      return
    }
    if (next !== undefined) focusCell(next.id, column)
    else if (event.target instanceof HTMLElement) event.target.blur()
  }
}

/** The list of what is offered takes the arrows for itself, and Enter where one of it is marked. */
function isChoosing({ key, target }: KeyboardEvent<HTMLElement>): boolean {
  if (!(target instanceof HTMLElement) || target.ariaExpanded !== 'true') return false
  return key !== 'Enter' || target.hasAttribute('aria-activedescendant')
}
