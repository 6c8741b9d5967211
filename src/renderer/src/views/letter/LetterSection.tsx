import { ChevronDown, ChevronRight, Circle, TriangleAlert, Check } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { HealthFigure, HealthSection } from '#shared/contract/health.ts'
import { FindingList } from '../findings/FindingList.tsx'
import { LimitationNotices } from '../findings/LimitationNotices.tsx'
import { LetterTable } from './LetterTable.tsx'
import styles from './LetterSection.module.css'
import { SourceList } from './SourceList.tsx'
import { StateMark } from './StateMark.tsx'

export interface LetterSectionProps {
  section: HealthSection
  target: Target
  isOpen: boolean
  onToggle: () => void
}

/** One subject: how it is in plain words; unfolded, its figures, findings, tables and what they were read with. */
export function LetterSection({ section, target, isOpen, onToggle }: LetterSectionProps) {
  const { id, title, state, summary, figures, findings, tables, limitations, sources } = section
  const label = useId()
  const [finding, setFinding] = useState<string | null>(findings[0]?.id ?? null)
  const [showSources, setShowSources] = useState(false)
  const sourceWord = target.address.kind === 'postgres' ? 'SQL' : 'Commands'
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <section
      className={styles.section}
      aria-labelledby={label}
      data-section={id}
      data-open={isOpen || undefined}
    >
      <h3 className={styles.heading}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
          <Chevron size={14} aria-hidden className={styles.chevron} />
          <span id={label} className={styles.title}>
            {title}
          </span>
          <StateMark state={state} />
        </button>
        <Button
          size="small"
          variant="ghost"
          aria-expanded={showSources}
          aria-label={`${sourceWord} of ${title}`}
          onClick={() => {
            if (!isOpen) onToggle()
            setShowSources(!(showSources && isOpen))
          }}
        >
          {sourceWord}
        </Button>
      </h3>
      <p className={styles.summary}>{summary}</p>
      {isOpen && (
        <div className={styles.body}>
          {figures.length > 0 && <Figures figures={figures} />}
          {findings.length > 0 && (
            <div className={styles.findings}>
              <FindingList
                findings={findings}
                targetId={target.id}
                open={finding}
                onToggle={(next) => setFinding(finding === next ? null : next)}
              />
            </div>
          )}
          {tables
            .filter(({ rows }) => rows.length > 0)
            .map((table) => (
              <LetterTable key={table.title} table={table} />
            ))}
          <LimitationNotices targetId={target.id} limitations={limitations} />
          {showSources && <SourceList sources={sources} target={target} />}
        </div>
      )}
    </section>
  )
}

const figureMarks = { good: Check, attention: TriangleAlert, told: Circle } as const

function Figures({ figures }: { figures: readonly HealthFigure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ label, value, target, state }) => {
        const Mark = figureMarks[state ?? 'told']
        return (
          <div key={label} className={styles.figure} data-state={state}>
            <dt>{label}</dt>
            <dd>
              {state !== undefined && <Mark size={12} aria-hidden className={styles.mark} />}
              <span className={styles.value}>{value}</span>
              {state === 'attention' && <HiddenText>, needs attention</HiddenText>}
              {target !== undefined && <span className={styles.target}>wanted: {target}</span>}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
