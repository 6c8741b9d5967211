import { Plus, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { statementsToMeasure } from '#renderer/stores/indexes/answer.ts'
import type { AdviceAnswer } from '#renderer/stores/indexes/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatCompact, formatCount } from '#renderer/ui/format.ts'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import type { IndexProposal } from '#shared/contract/advisor.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { SqlActions } from '#renderer/ui/SqlActions.tsx'
import { shareWords } from './figures.ts'
import { GainRow } from './GainRow.tsx'
import styles from './ProposalBody.module.css'

/** So many gains are shown before "Show all". */
const firstGains = 8

export interface ProposalBodyProps {
  proposal: IndexProposal
  answer: AdviceAnswer
  targetId: string
  /** The change that created it, where that was done. */
  done: ChangeHead | undefined
}

/** An index to create: its SQL, what it saves and costs, and the statements that gain from it. */
export function ProposalBody({ proposal, answer, targetId, done }: ProposalBodyProps) {
  const propose = useChanges((state) => state.propose)
  const open = useChanges((state) => state.open)
  const { sql, name, benefit, writeCost, writeNote, verdict, note } = proposal
  const { baselineCost } = answer.advice
  return (
    <div className={styles.body}>
      <SqlBlock
        label={`SQL of ${name}`}
        caption={name}
        sql={sql}
        actions={<SqlActions sql={sql} what="the statement" />}
      />
      {note !== undefined && (
        <p className={verdict === 'inconclusive' ? styles.unsure : styles.note}>
          {verdict === 'inconclusive' && <strong>Inconclusive. </strong>}
          {note}
        </p>
      )}
      <p>
        Saves {formatCompact(benefit)} of {formatCompact(baselineCost)} planner units
        {baselineCost > 0 && ` (${shareWords(benefit / baselineCost)} of the workload)`}
        {writeCost > 0 && `; keeping it costs ${formatCompact(writeCost)}`}. {writeNote}
      </p>
      <div className={styles.actions}>
        {done === undefined ? (
          <Button
            size="small"
            variant="primary"
            icon={Plus}
            onClick={() =>
              propose({
                targetId,
                sql,
                title: `Create ${name}`,
                measure: statementsToMeasure(proposal, answer),
              })
            }
          >
            Create the index…
          </Button>
        ) : (
          <Button size="small" icon={ScrollText} onClick={() => open(done.id)}>
            Show the change and its proof
          </Button>
        )}
      </div>
      <Gains proposal={proposal} answer={answer} targetId={targetId} />
    </div>
  )
}

function Gains({ proposal, answer, targetId }: Omit<ProposalBodyProps, 'done'>) {
  const [all, setAll] = useState(false)
  const queries = new Map(answer.advice.queries.map((query) => [query.id, query]))
  const gains = proposal.gains
    .flatMap((gain) => {
      const query = queries.get(gain.queryId)
      return query === undefined ? [] : [{ ...gain, query }]
    })
    .toSorted(
      (a, b) => b.query.weight * (b.costBefore - b.costAfter) - a.query.weight * (a.costBefore - a.costAfter),
    )
  if (gains.length === 0) return null
  const largest = Math.max(...gains.flatMap(({ costBefore, costAfter }) => [costBefore, costAfter]))
  const shown = all ? gains : gains.slice(0, firstGains)
  return (
    <section className={styles.gains}>
      <h3 className={styles.heading}>
        {gains.length === 1 ? 'One statement uses it' : `${formatCount(gains.length)} statements use it`}
        <span className={styles.legend}>cost of one run, as it is → as it would be</span>
      </h3>
      <ul aria-label={`Statements that use ${proposal.name}`}>
        {shown.map((gain) => (
          <GainRow key={gain.queryId} gain={gain} query={gain.query} largest={largest} targetId={targetId} />
        ))}
      </ul>
      {shown.length < gains.length && (
        <Button size="small" variant="ghost" onClick={() => setAll(true)}>
          Show all {formatCount(gains.length)}
        </Button>
      )}
    </section>
  )
}
