import { useEffect, useRef, type ReactNode } from 'react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { addressText, kindWords } from '#renderer/ui/address.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { moveBetweenRows } from '#renderer/ui/move-between-rows.ts'
import { KindIcon } from '#renderer/ui/KindIcon.tsx'
import type { Target } from '#shared/contract/environments.ts'
import styles from './TargetList.module.css'
import { TestSummary } from './TestSummary.tsx'

export interface TargetListProps {
  label: string
  targets: readonly Target[]
  selected: string | undefined
  onSelect: (id: string) => void
  /** More for the end of each row. */
  renderActions?: (target: Target) => ReactNode
}

/** Targets as compact rows: kind, name, address, the last connection test. Arrow keys move between them. */
export function TargetList({ label, targets, selected, onSelect, renderActions }: TargetListProps) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // The row that had the focus has gone, and another was selected in its place.
    if (selected === undefined || document.activeElement !== document.body) return
    list.current?.querySelector<HTMLElement>('[data-row][aria-pressed="true"]')?.focus()
  }, [selected])
  const test = useEnvironments((state) => state.test)
  const chosen = targets.find(({ id }) => id === selected)
  useCommand({
    id: 'target.test',
    title: 'Test the connection',
    group: 'Target',
    keys: 'T',
    enabled: chosen !== undefined,
    run: () => chosen && void test(chosen),
  })
  useCommand({
    id: 'target.test.all',
    title: 'Test all connections',
    group: 'Target',
    keys: 'Shift+T',
    run: () => {
      for (const target of targets) void test(target)
    },
  })
  return (
    <ul ref={list} className={styles.list} aria-label={label}>
      {targets.map((target) => (
        <li key={target.id} className={styles.row} data-selected={target.id === selected || undefined}>
          <button
            type="button"
            className={styles.main}
            data-row=""
            aria-pressed={target.id === selected}
            onClick={() => onSelect(target.id)}
            onKeyDown={moveBetweenRows}
          >
            <span className={styles.kind}>
              <KindIcon kind={target.address.kind} />
            </span>
            <span className={styles.name}>{target.name}</span>
            <span className={styles.kindWord}>{kindWords[target.address.kind]}</span>
            <span className={styles.address}>{addressText(target.address)}</span>
            <span className={styles.test}>
              <TestSummary target={target} />
            </span>
          </button>
          <TestButton target={target} />
          {renderActions?.(target)}
        </li>
      ))}
    </ul>
  )
}

function TestButton({ target }: { target: Target }) {
  const running = useEnvironments((state) => state.tests[target.id]?.kind === 'running')
  const test = useEnvironments((state) => state.test)
  const cancel = useEnvironments((state) => state.cancelTest)
  return running ? (
    <Button
      size="small"
      className={styles.button}
      aria-label={`Cancel the test of ${target.name}`}
      onClick={() => cancel(target.id)}
    >
      Cancel
    </Button>
  ) : (
    <Button
      size="small"
      className={styles.button}
      aria-label={`Test the connection of ${target.name}`}
      onClick={() => void test(target)}
    >
      Test
    </Button>
  )
}
