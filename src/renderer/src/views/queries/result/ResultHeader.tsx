import { Info } from 'lucide-react'
import type { Plan } from '#shared/contract/plan.ts'
import { formatCount, formatTime } from '#renderer/ui/format.ts'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import styles from './ResultHeader.module.css'
import type { ShownResult } from './shown-result.ts'
import { summaryOf } from './summary.ts'

/** The figures of the whole plan, and what the reader of it had to assume. */
export function ResultHeader({ shown, outdated }: { shown: ShownResult; outdated: boolean }) {
  const { plan, result } = shown
  return (
    <header className={styles.header}>
      <dl className={styles.figures}>
        {summaryOf(plan).map((figure) => (
          <div key={figure.name} className={styles.figure} title={figure.detail}>
            <dt>{figure.name}</dt>
            <dd>{figure.value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.badges}>
        {!plan.has.analyze && (
          <Tooltip content="The statement was not run: these are the planner's estimates">
            <button type="button" className={styles.warning}>
              Estimates only
            </button>
          </Tooltip>
        )}
        {plan.has.analyze && !plan.has.timing && <span className={styles.badge}>No timing</span>}
        {outdated && <span className={styles.badge}>Statement changed since</span>}
        <PlanNotes plan={plan} />
        {plan.serverVersion !== undefined && (
          <span className={styles.badge}>PostgreSQL {shortVersion(plan.serverVersion)}</span>
        )}
        <span className={styles.time} title="When this result came">
          {formatTime(result.at)}
        </span>
      </div>
    </header>
  )
}

/** Notes of the reader, settings that differ and keys it does not know: rarely there, then worth seeing. */
function PlanNotes({ plan }: { plan: Plan }) {
  const settings = Object.entries(plan.settings).map(([name, value]) => `${name} = ${value}`)
  const unknown = Object.keys(plan.unknown)
  const count = plan.notes.length + settings.length + unknown.length
  if (count === 0) return null
  return (
    <Tooltip
      content={
        <ul className={styles.notes}>
          {plan.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
          {settings.length > 0 && <li>Settings: {settings.join(', ')}</li>}
          {unknown.length > 0 && <li>Not known to Pitwall, see Raw: {unknown.join(', ')}</li>}
        </ul>
      }
    >
      <button type="button" className={styles.badge}>
        <Info size={12} aria-hidden /> {formatCount(count, count === 1 ? 'note' : 'notes')}
      </button>
    </Tooltip>
  )
}

/** `18.4 (Debian 18.4-1)` as `18.4`. */
function shortVersion(version: string): string {
  return version.replace(/^PostgreSQL\s+/i, '').split(/[\s,(]/)[0] ?? version
}
