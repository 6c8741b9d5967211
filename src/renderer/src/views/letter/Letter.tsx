import { useEffect, useRef, useState } from 'react'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatDateTime, formatMs } from '#renderer/ui/format.ts'
import type { Target } from '#shared/contract/environments.ts'
import type { HealthReport, HealthSection } from '#shared/contract/health.ts'
import styles from './Letter.module.css'
import { LetterSection } from './LetterSection.tsx'
import { Overview } from './Overview.tsx'
import { outcomeWords, sectionsInOrder, serverWords } from './sections.ts'

interface LetterProps {
  report: HealthReport
  target: Target
  /** Leave out what is well. */
  onlyAttention: boolean
}

/** The letter of a check-up: an overview of its subjects beside the subjects themselves. */
export function Letter({ report, target, onlyAttention }: LetterProps) {
  const sections = sectionsInOrder(report).filter(({ state }) => !onlyAttention || state === 'attention')
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(unfoldedAtFirst(report)))
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The open findings have brought themselves into sight; a letter is read from its beginning.
    if (body.current !== null) body.current.scrollTop = 0
  }, [])
  const toggle = (id: string): void => {
    const next = new Set(open)
    if (!next.delete(id)) next.add(id)
    setOpen(next)
  }
  const goTo = (id: string): void => {
    setOpen(new Set([...open, id]))
    const heading = body.current?.querySelector<HTMLElement>(`[data-section="${CSS.escape(id)}"]`)
    heading?.scrollIntoView({ block: 'start' })
    heading?.querySelector('button')?.focus({ preventScroll: true })
  }
  return (
    <div className={styles.letter}>
      <Overview sections={sections} onChoose={goTo} />
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={body} className={styles.body} tabIndex={0} role="region" aria-label="Letter">
        <header className={styles.head}>
          <p className={styles.outcome}>{outcomeWords(report)}</p>
          <p className={styles.about}>{aboutWords(report, target)}</p>
        </header>
        {sections.map((section) => (
          <LetterSection
            key={section.id}
            section={section}
            target={target}
            isOpen={open.has(section.id)}
            onToggle={() => toggle(section.id)}
          />
        ))}
        {sections.length === 0 && (
          <EmptyState title="Nothing needs attention">
            What is well, and what could not be judged, is left out.
          </EmptyState>
        )}
      </div>
    </div>
  )
}

function unfoldedAtFirst({ sections }: HealthReport): string[] {
  return sections.filter(({ state }: HealthSection) => state === 'attention').map(({ id }) => id)
}

function aboutWords(
  { serverVersion, traits, checkedAt, elapsedMs }: HealthReport,
  { address }: Target,
): string {
  return [
    serverWords(serverVersion, address.kind),
    ...traits,
    `checked ${formatDateTime(checkedAt)}`,
    `took ${formatMs(elapsedMs)}`,
  ].join(' · ')
}
