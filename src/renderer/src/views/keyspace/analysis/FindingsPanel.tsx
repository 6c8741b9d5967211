import { CircleCheck, Clock } from 'lucide-react'
import { formatCount } from '#renderer/ui/format.ts'
import { FindingList } from '../../findings/FindingList.tsx'
import styles from './FindingsPanel.module.css'
import { placeOfPattern } from './tree.ts'
import type { ShownKeyspace } from './use-shown.ts'

const nothing = {
  complete: 'Nothing in these keys stands out.',
  partial: 'Nothing stands out in what was seen.',
} as const

/** What stands out in an analysis, the worst first; a finding about a namespace selects it. */
export function FindingsPanel({ shown }: { shown: ShownKeyspace }) {
  const { analysis, running, targetId, tree, select, choices, choose } = shown
  const { findings } = analysis
  const extent = analysis.complete ? 'complete' : 'partial'
  const open = choices.finding
  return (
    <section className={styles.panel} aria-label="Findings">
      <h3 className={styles.heading}>
        Findings <span className={styles.count}>{formatCount(findings.length)}</span>
      </h3>
      <div className={styles.scroller}>
        {findings.length === 0 && (
          <p className={styles.line}>
            {running ? <Clock size={14} aria-hidden /> : <CircleCheck size={14} aria-hidden />}
            {running ? 'What stands out is told when the analysis has ended.' : nothing[extent]}
          </p>
        )}
        <FindingList
          findings={findings}
          targetId={targetId}
          open={open}
          onToggle={(id) => {
            choose({ finding: open === id ? null : id })
            const subject = findings.find((each) => each.id === id && open !== id)?.subject
            const node = subject?.kind === 'namespace' ? placeOfPattern(tree, subject.name) : null
            if (node !== null) select(node)
          }}
          subjectOf={({ subject }) => subject?.name ?? ''}
        />
      </div>
    </section>
  )
}
