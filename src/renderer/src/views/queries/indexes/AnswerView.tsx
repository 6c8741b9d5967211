import { useState } from 'react'
import type { AdviceAnswer } from '#renderer/stores/indexes/model.ts'
import { formatCount } from '#renderer/ui/format.ts'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { useCommand } from '#renderer/stores/commands.ts'
import type { Target } from '#shared/contract/environments.ts'
import { LimitationNotices } from '../../findings/LimitationNotices.tsx'
import { AdvisedStatements } from './AdvisedStatements.tsx'
import { AnswerSummary } from './AnswerSummary.tsx'
import styles from './AnswerView.module.css'
import { DropList } from './DropList.tsx'
import { LeftOutList } from './LeftOutList.tsx'
import { ProposalList } from './ProposalList.tsx'

type Part = 'create' | 'drop' | 'statements' | 'rejected' | 'skipped'

/** An answer: what it comes to, and its parts. */
export function AnswerView({ answer, target }: { answer: AdviceAnswer; target: Target }) {
  const { indexes, drops, queries, rejected, skipped, limitations } = answer.advice
  const [part, setPart] = useState<Part>(indexes.length === 0 && drops.length > 0 ? 'drop' : 'create')
  const parts: { value: Part; name: string; count: number }[] = [
    { value: 'create', name: 'To create', count: indexes.length },
    { value: 'drop', name: 'To drop', count: drops.length },
    { value: 'statements', name: 'Statements', count: queries.length },
    { value: 'rejected', name: 'Rejected', count: rejected.length },
    ...(skipped.length === 0 ? [] : [{ value: 'skipped', name: 'Skipped', count: skipped.length } as const]),
  ]
  useCommand({
    id: 'indexes.part',
    title: 'Next part of the advice',
    group: 'Indexes',
    keys: 'V',
    run: () => {
      const place = parts.findIndex(({ value }) => value === part)
      setPart(parts[(place + 1) % parts.length]?.value ?? 'create')
    },
  })
  return (
    <div className={styles.answer}>
      <AnswerSummary answer={answer} targetId={target.id} />
      <LimitationNotices targetId={target.id} limitations={limitations} />
      <div className={styles.bar}>
        <SegmentedControl
          label="Parts of the advice"
          size="small"
          options={parts.map(({ value, name, count }) => ({
            value,
            label: (
              <>
                {name} <span className={styles.count}>{formatCount(count)}</span>
              </>
            ),
          }))}
          value={part}
          onChange={setPart}
        />
      </div>
      <div className={styles.part}>
        {part === 'create' && <ProposalList answer={answer} targetId={target.id} />}
        {part === 'drop' && <DropList drops={drops} targetId={target.id} />}
        {part === 'statements' && <AdvisedStatements answer={answer} targetId={target.id} />}
        {part === 'rejected' && (
          <LeftOutList
            label="Rejected indexes"
            entries={rejected}
            lead="Indexes that were tried and are not proposed, the most promising first."
            none="Every index that was tried is proposed."
          />
        )}
        {part === 'skipped' && (
          <LeftOutList
            label="Skipped statements"
            entries={skipped}
            lead="Statements that could not be read or planned; the advice does not know them."
            none="No statement was skipped."
          />
        )}
      </div>
    </div>
  )
}
