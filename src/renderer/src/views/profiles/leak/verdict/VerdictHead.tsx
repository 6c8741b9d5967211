import type { LeakVerdict } from '#shared/contract/node/leak.ts'
import { verdictIcons } from '../LeakList.tsx'
import { verdictFigures, verdictWords } from '../words.ts'
import styles from './VerdictHead.module.css'

/** The verdict: a sign, a word, why, and what it comes to. */
export function VerdictHead({ verdict }: { verdict: LeakVerdict }) {
  const Icon = verdictIcons[verdict.verdict]
  const figures = verdictFigures(verdict)
  return (
    <div className={styles.head} data-verdict={verdict.verdict} role="status">
      <Icon size={24} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.word}>{verdictWords[verdict.verdict]}</p>
        <p>{verdict.reason}</p>
        {verdict.hint !== undefined && <p className={styles.hint}>{verdict.hint}</p>}
        {figures.length > 0 && (
          <dl className={styles.figures}>
            {figures.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </div>
  )
}
