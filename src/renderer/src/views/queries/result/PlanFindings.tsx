import { CircleCheck } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { Plan, PlanFinding } from '#shared/contract/plan.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { moveBetweenRows } from '#renderer/ui/move-between-rows.ts'
import { formatCount, formatMs, formatPercent } from '#renderer/ui/format.ts'
import { SeverityBadge } from '#renderer/ui/SeverityBadge.tsx'
import styles from './PlanFindings.module.css'
import type { ShownResult } from './shown-result.ts'

/** More than anyone reads at once; the rest comes on demand. */
const firstShown = 100

/** What costs time in this plan. Choosing a finding selects its nodes and opens its evidence. */
export function PlanFindings({ shown }: { shown: ShownResult }) {
  const { plan, choices } = shown
  const [all, setAll] = useState(false)
  const limit = all ? plan.findings.length : Math.max(firstShown, (choices.finding ?? 0) + 1)
  const findings = plan.findings.slice(0, limit)
  return (
    <section className={styles.findings} aria-label="Findings">
      <h2 className={styles.heading}>
        Findings <span className={styles.count}>{formatCount(plan.findings.length)}</span>
      </h2>
      {plan.findings.length === 0 ? (
        <p className={styles.none}>
          <CircleCheck size={14} aria-hidden />
          {plan.has.analyze
            ? 'Nothing in this plan stands out.'
            : 'Nothing stands out in the estimates. Explain analyze measures.'}
        </p>
      ) : (
        <ul className={styles.list}>
          {findings.map((finding, place) => (
            // Findings have no id and their order never changes within a plan.
            <FindingRow key={`${finding.kind} ${place}`} shown={shown} finding={finding} place={place} />
          ))}
          {limit < plan.findings.length && (
            <li className={styles.more}>
              <Button size="small" onClick={() => setAll(true)}>
                Show {formatCount(plan.findings.length - limit)} more
              </Button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

function FindingRow({ shown, finding, place }: { shown: ShownResult; finding: PlanFinding; place: number }) {
  const { plan, choices, toggleFinding, select } = shown
  const hover = useQueries((state) => state.hover)
  const hovered = useQueries((state) => state.hovered !== null && finding.nodeIds.includes(state.hovered))
  const open = choices.finding === place
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const concerned = choices.selected !== null && finding.nodeIds.includes(choices.selected)
  const share = costShare(plan, finding)
  return (
    <li
      ref={row}
      className={styles.row}
      data-open={open || undefined}
      data-concerned={concerned || undefined}
      data-hovered={hovered || undefined}
      onPointerEnter={() => hover(finding.nodeId ?? finding.nodeIds[0] ?? null)}
      onPointerLeave={() => hover(null)}
    >
      <button
        type="button"
        className={styles.line}
        aria-expanded={open}
        data-row
        onKeyDown={moveBetweenRows}
        onClick={() => toggleFinding(place)}
      >
        <span className={styles.severity}>
          <SeverityBadge severity={finding.severity} />
        </span>
        <span className={styles.title}>{finding.title}</span>
        {finding.costMs !== undefined && (
          <span className={styles.cost}>
            {share !== undefined && (
              <span className={styles.track} aria-hidden>
                <span className={styles.bar} style={{ width: `${share * 100}%` }} />
              </span>
            )}
            <span>{formatMs(finding.costMs)}</span>
            {share !== undefined && <span className={styles.share}>{formatPercent(share)}</span>}
          </span>
        )}
      </button>
      {open && (
        <div className={styles.body}>
          <p>{finding.detail}</p>
          <p>
            <strong>What to do.</strong> {finding.advice}
          </p>
          {finding.nodeIds.length > 1 && (
            <div className={styles.nodes}>
              {finding.nodeIds.slice(0, 12).map((id) => (
                <button
                  key={id}
                  type="button"
                  className={styles.node}
                  aria-pressed={choices.selected === id}
                  onClick={() => select(id)}
                  onMouseEnter={() => hover(id)}
                >
                  {plan.nodes[id]?.label ?? `Node ${id}`}
                </button>
              ))}
              {finding.nodeIds.length > 12 && (
                <span className={styles.share}>and {formatCount(finding.nodeIds.length - 12)} more</span>
              )}
            </div>
          )}
        </div>
      )}
    </li>
  )
}

/** The part of the whole time that the finding's nodes take by themselves. */
function costShare(plan: Plan, finding: PlanFinding): number | undefined {
  const whole = plan.executionMs ?? plan.nodes[0]?.inclusiveMs
  if (finding.costMs === undefined || whole === undefined || whole <= 0) return undefined
  return Math.min(1, finding.costMs / whole)
}
