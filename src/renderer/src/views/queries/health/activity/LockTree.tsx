import { CornerDownRight, Lock } from 'lucide-react'
import { useHealth } from '#renderer/stores/health.ts'
import type { LockNode } from '#renderer/stores/health/backends.ts'
import { oneLine } from '#renderer/ui/sql-spans.ts'
import { SqlText } from '#renderer/ui/SqlText.tsx'
import { age } from './age.ts'
import styles from './LockTree.module.css'

/** Who holds up whom: everybody who waits stands under the one they wait for. */
export function LockTree({ nodes }: { nodes: readonly LockNode[] }) {
  const { selected, select } = useHealth()
  return (
    <section className={styles.locks} aria-label="Who waits for whom">
      <h3 className={styles.heading}>Who waits for whom</h3>
      <ul>
        {nodes.map((node) => {
          const { pid, backend, level } = node
          const Icon = level === 0 ? Lock : CornerDownRight
          return (
            <li key={pid}>
              <button
                type="button"
                className={styles.node}
                data-selected={selected === pid || undefined}
                aria-pressed={selected === pid}
                disabled={backend === undefined}
                style={{ paddingLeft: 12 + Math.min(level, 12) * 20 }}
                onClick={() => select(selected === pid ? null : pid)}
              >
                <Icon size={14} aria-hidden className={styles.icon} />
                <strong className={styles.pid}>{pid === 0 ? 'prepared transaction' : pid}</strong>
                <span className={styles.who}>{whoWords(node)}</span>
                <span className={styles.what}>{whatWords(node)}</span>
                <span className={styles.query}>{backend && <SqlText sql={oneLine(backend.query)} />}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function whoWords({ pid, backend }: LockNode): string {
  if (backend === undefined) return pid === 0 ? 'it holds its locks until it is finished' : 'not in the list'
  return [backend.role, backend.application].filter((part) => part !== '').join(' · ')
}

function whatWords({ backend, level, holdsUp, alsoWaitsFor, inCircle }: LockNode): string {
  return [
    backend !== undefined &&
      level === 0 &&
      !inCircle &&
      `${backend.state} for ${age(backend.stateMs) || '?'}`,
    backend !== undefined &&
      backend.waitsFor !== null &&
      `waits ${age(backend.stateMs)} for ${backend.waitsFor}`,
    holdsUp > 0 && `holds up ${holdsUp}`,
    inCircle && 'they wait for each other',
    level > 0 && alsoWaitsFor.length > 0 && `also waits for ${alsoWaitsFor.join(', ')}`,
  ]
    .filter((part) => typeof part === 'string')
    .join('; ')
}
