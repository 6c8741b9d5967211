import { Lightbulb, ListTree, SquarePen } from 'lucide-react'
import { useHome } from '#renderer/stores/home.ts'
import { indexesOf, useIndexes } from '#renderer/stores/indexes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { Failure } from '#shared/failure.ts'
import styles from './AnswerPane.module.css'
import { AnswerView } from './AnswerView.tsx'
import { useNothingToAdvise } from './IndexesToolbar.tsx'
import { SearchProgress } from './SearchProgress.tsx'
import { TrialQuestion } from './TrialQuestion.tsx'

/** What the search does, what it needs, and what it found. */
export function AnswerPane({ target }: { target: Target }) {
  const { work, answer } = useIndexes((state) => indexesOf(state, target.id))
  return (
    <div className={styles.pane}>
      {work.kind === 'running' && <SearchProgress work={work} />}
      {work.kind === 'asking' && (
        <TrialQuestion target={target} failure={work.failure} wantsName={work.wantsName} />
      )}
      {work.kind === 'failed' && <SearchFailure targetId={target.id} failure={work.failure} />}
      {answer === null ? (
        work.kind === 'idle' && <NothingYet targetId={target.id} />
      ) : (
        <AnswerView key={answer.at} answer={answer} target={target} />
      )}
    </div>
  )
}

function SearchFailure({ targetId, failure }: { targetId: string; failure: Failure }) {
  const { advise, choose } = useIndexes()
  const openPage = useHome((state) => state.openPage)
  return (
    <div className={styles.failure}>
      <FailureBox
        failure={failure}
        onRetry={() => advise(targetId)}
        actions={
          failure.code === 'UNSUPPORTED' && (
            <>
              <Button size="small" icon={SquarePen} onClick={() => choose(targetId, { kind: 'queries' })}>
                Advise on statements of your own
              </Button>
              <Button size="small" icon={ListTree} onClick={() => openPage('statements')}>
                Go to Statements
              </Button>
            </>
          )
        }
      />
    </div>
  )
}

function NothingYet({ targetId }: { targetId: string }) {
  const { advise, choose } = useIndexes()
  const isTyping = useIndexes((state) => indexesOf(state, targetId).source.kind === 'queries')
  const nothing = useNothingToAdvise(targetId)
  return (
    <EmptyState
      icon={Lightbulb}
      title={isTyping ? 'Which indexes would help these statements?' : 'Which indexes would pay off?'}
      actions={
        <>
          <Button variant="primary" icon={Lightbulb} disabled={nothing} onClick={() => advise(targetId)}>
            Advise indexes
          </Button>
          {!isTyping && (
            <Button icon={SquarePen} onClick={() => choose(targetId, { kind: 'queries' })}>
              Advise on statements of your own
            </Button>
          )}
        </>
      }
    >
      Pitwall plans the whole workload with many indexes that do not exist, and proposes the set that saves
      most, with what each costs in storage and on every write. It also names indexes that could go. Nothing
      is changed until you apply a proposal.
    </EmptyState>
  )
}
