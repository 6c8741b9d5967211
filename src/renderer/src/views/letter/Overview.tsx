import type { HealthSection } from '#shared/contract/health.ts'
import styles from './Overview.module.css'
import { StateMark } from './StateMark.tsx'

/** All subjects with their states; a press goes to one. */
export function Overview({
  sections,
  onChoose,
}: {
  sections: readonly HealthSection[]
  onChoose: (id: string) => void
}) {
  return (
    <nav className={styles.overview} aria-label="Subjects of the check-up">
      <ul>
        {sections.map(({ id, title, state, findings }) => (
          <li key={id}>
            <button type="button" className={styles.subject} onClick={() => onChoose(id)}>
              <StateMark state={state} compact />
              <span className={styles.title}>{title}</span>
              {findings.length > 0 && (
                <span className={styles.count} title="Findings">
                  {findings.length}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
