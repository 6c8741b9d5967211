// A <table> cannot place its rows freely, which drawing only those in sight needs; hence the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { CircleStop, Unplug } from 'lucide-react'
import { useId, useRef, type KeyboardEvent } from 'react'
import { useHealth } from '#renderer/stores/health.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { placeOfKey, rowsOfPage } from '#renderer/ui/place-of-key.ts'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import { SqlText } from '#renderer/ui/SqlText.tsx'
import type { Backend } from '#shared/contract/health.ts'
import { age } from './age.ts'
import styles from './BackendTable.module.css'
import { proposeSignal, whyNotSignalled } from './signals.ts'

const rowHeight = 26

const columns = [
  'PID',
  'Role',
  'Application',
  'State',
  'Waits for',
  'Transaction',
  'Statement',
  'Query',
] as const

/** The sessions, the oldest first. One tab stop; the arrow keys choose. */
export function BackendTable({ backends, targetId }: { backends: readonly Backend[]; targetId: string }) {
  const { selected, select } = useHealth()
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  // oxlint-disable-next-line react/incompatible-library -- it keeps its own state on purpose
  const virtualizer = useVirtualizer({
    count: backends.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const place = backends.findIndex(({ pid }) => pid === selected)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    if (event.key === 'Escape' && selected !== null) {
      event.stopPropagation()
      select(null)
      return
    }
    const page = rowsOfPage(scroller.current?.clientHeight, rowHeight, 1)
    const next = placeOfKey(event.key, place, backends.length, page)
    if (next === null) return
    event.preventDefault()
    event.stopPropagation()
    select(backends[next]?.pid ?? null)
    virtualizer.scrollToIndex(next, { align: 'auto' })
  }
  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label="Sessions"
      aria-rowcount={backends.length + 1}
      aria-activedescendant={place < 0 ? undefined : `${id}-${place}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.headRow}>
          {columns.map((title) => (
            <span key={title} role="columnheader" data-column={title}>
              {title}
            </span>
          ))}
          <span role="columnheader">
            <HiddenText>Actions</HiddenText>
          </span>
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const backend = backends[item.index]
          return (
            backend && (
              <BackendRow
                key={backend.pid}
                id={`${id}-${item.index}`}
                backend={backend}
                place={item.index}
                top={item.start}
                selected={backend.pid === selected}
                targetId={targetId}
              />
            )
          )
        })}
      </div>
    </div>
  )
}

interface BackendRowProps {
  id: string
  backend: Backend
  place: number
  top: number
  selected: boolean
  targetId: string
}

function BackendRow({ id, backend, place, top, selected, targetId }: BackendRowProps) {
  const select = useHealth((state) => state.select)
  const { pid, role, application, state, own, query, waitsFor, waitEvent, blockedBy } = backend
  const waits = blockedBy.length > 0
  return (
    // The keyboard is handled by the grid, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={selected}
      className={styles.row}
      data-selected={selected || undefined}
      data-waits={waits || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => select(pid)}
    >
      <span role="gridcell" data-column="PID">
        {pid}
      </span>
      <span role="gridcell" title={role}>
        {role}
      </span>
      <span role="gridcell" title={application}>
        {own ? <span className={styles.own}>Pitwall’s own</span> : application}
      </span>
      <span role="gridcell" className={styles.state} data-state={state}>
        {state === '' ? 'not seen' : state}
      </span>
      <span role="gridcell" className={styles.wait} title={waitsFor ?? waitEvent ?? undefined}>
        {waits ? `${blockedBy.join(', ')}: ${waitsFor ?? 'a lock'}` : (waitEvent ?? '')}
      </span>
      <span role="gridcell" data-column="Transaction">
        {age(backend.transactionMs)}
      </span>
      <span role="gridcell" data-column="Statement">
        {age(backend.statementMs)}
      </span>
      <span role="gridcell">
        <SqlText sql={oneLine(query)} />
      </span>
      <span role="gridcell" className={styles.actions}>
        {whyNotSignalled(backend, 'cancel', state) === undefined && (
          <RowButton
            label={`Cancel the statement of ${pid}`}
            icon={CircleStop}
            onPress={() => proposeSignal(targetId, backend, 'cancel')}
          />
        )}
        {whyNotSignalled(backend, 'terminate', state) === undefined && (
          <RowButton
            label={`End session ${pid}`}
            icon={Unplug}
            onPress={() => proposeSignal(targetId, backend, 'terminate')}
          />
        )}
      </span>
    </div>
  )
}

function RowButton({
  label,
  icon: Icon,
  onPress,
}: {
  label: string
  icon: typeof CircleStop
  onPress: () => void
}) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      title={label}
      // The keyboard does it with the chosen row's own keys.
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation()
        onPress()
      }}
    >
      <Icon size={14} aria-hidden />
    </button>
  )
}
