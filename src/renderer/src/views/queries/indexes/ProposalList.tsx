import { Check, CircleCheck, CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { changeThatDid } from '#renderer/stores/indexes/answer.ts'
import type { AdviceAnswer } from '#renderer/stores/indexes/model.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { formatBytes, formatCompact, formatCount, formatMs } from '#renderer/ui/format.ts'
import { moveBetweenRows } from '#renderer/ui/move-between-rows.ts'
import type { IndexProposal } from '#shared/contract/advisor.ts'
import { indexWords, shareWords } from './figures.ts'
import { ProposalBody } from './ProposalBody.tsx'
import styles from './ProposalList.module.css'

/** The indexes to create, the one that saves most first; one of them open. The arrow keys go up and down. */
export function ProposalList({ answer, targetId }: { answer: AdviceAnswer; targetId: string }) {
  const { indexes, rejected } = answer.advice
  const [open, setOpen] = useState<string | null>(indexes[0]?.sql ?? null)
  if (indexes.length === 0) {
    return (
      <EmptyState icon={CircleCheck} title="No new index would pay off">
        {rejected.length === 0
          ? 'No index that could matter to these statements is missing.'
          : `${formatCount(rejected.length, rejected.length === 1 ? 'index was' : 'indexes were')} tried and rejected: each saves too little, or costs more to keep than it saves. Why stands under Rejected.`}
      </EmptyState>
    )
  }
  return (
    <>
      <div className={styles.head} aria-hidden>
        <span>Index</span>
        <span>Saves</span>
        <span>Size</span>
        <span>Build</span>
        <span>Writes cost</span>
      </div>
      <ul aria-label="Indexes to create">
        {indexes.map((proposal) => (
          <ProposalRow
            key={proposal.sql}
            proposal={proposal}
            answer={answer}
            targetId={targetId}
            isOpen={open === proposal.sql}
            onToggle={() => setOpen(open === proposal.sql ? null : proposal.sql)}
          />
        ))}
      </ul>
    </>
  )
}

interface ProposalRowProps {
  proposal: IndexProposal
  answer: AdviceAnswer
  targetId: string
  isOpen: boolean
  onToggle: () => void
}

function ProposalRow({ proposal, answer, targetId, isOpen, onToggle }: ProposalRowProps) {
  const { sql, benefit, sizeBytes, buildMs, writeCost, verdict } = proposal
  const { baselineCost } = answer.advice
  const ledger = useChanges((state) => state.ledger)
  const done = ledger.kind === 'ready' ? changeThatDid(sql, ledger.changes, targetId) : undefined
  return (
    <li className={styles.row} data-open={isOpen || undefined}>
      <button
        type="button"
        className={styles.line}
        aria-expanded={isOpen}
        data-row
        onKeyDown={moveBetweenRows}
        onClick={onToggle}
      >
        <span className={styles.title}>
          {indexWords(proposal)}
          {verdict === 'inconclusive' && (
            <span className={styles.unsure}>
              <CircleHelp size={12} aria-hidden /> Inconclusive
            </span>
          )}
          {done !== undefined && (
            <span className={styles.done}>
              <Check size={12} aria-hidden /> Created
            </span>
          )}
        </span>
        <Figure label="Saves" value={baselineCost > 0 ? shareWords(benefit / baselineCost) : '–'} strong />
        <Figure label="Size" value={formatBytes(sizeBytes)} />
        <Figure label="Build" value={buildMs === null ? '–' : `≈ ${formatMs(buildMs)}`} />
        <Figure label="Writes cost" value={writeCost === 0 ? '0' : formatCompact(writeCost)} />
      </button>
      {isOpen && <ProposalBody proposal={proposal} answer={answer} targetId={targetId} done={done} />}
    </li>
  )
}

function Figure({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <span className={styles.figure} data-strong={strong || undefined} title={label}>
      {value}
    </span>
  )
}
