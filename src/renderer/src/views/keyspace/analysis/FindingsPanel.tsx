import { CircleCheck } from 'lucide-react'
import { formatCount } from '#renderer/ui/format.ts'
import { FindingList } from '../../findings/FindingList.tsx'
import styles from './FindingsPanel.module.css'
import { placeOfPattern } from './tree.ts'
import type { ShownKeyspace } from './use-shown.ts'

/** What stands out in an analysis, the worst first; a finding about a namespace selects it. */
export function FindingsPanel({ shown }: { shown: ShownKeyspace }) {
  const { analysis, targetId, tree, select, choices, choose } = shown
  const { findings, complete } = analysis
  const open = choices.finding
  return (
    <section className={styles.panel} aria-label="Findings">
      <h3 className={styles.heading}>
        Findings <span className={styles.count}>{formatCount(findings.length)}</span>
      </h3>
      <div className={styles.scroller}>
        {findings.length === 0 && (
          <p className={styles.line}>
            <CircleCheck size={14} aria-hidden />
            {complete ? 'Nothing in these keys stands out.' : 'Nothing stands out in what was seen so far.'}
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
