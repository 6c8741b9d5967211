import { useEffect } from 'react'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import styles from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { BrowsePane } from '../browse/BrowsePane.tsx'
import { AnalysisProgressBar } from './AnalysisProgressBar.tsx'
import { AnalysisView } from './AnalysisView.tsx'
import { KeysCommands } from './KeysCommands.tsx'
import { KeysToolbar } from './KeysToolbar.tsx'
import { StartPane } from './StartPane.tsx'
import { useShown } from './use-shown.ts'

/** What the keys of a Redis are, what they take, and when they go. */
export function KeysPage({ target }: { target: Target }) {
  const part = useKeyspace((state) => state.choices.part)
  const open = useKeyspace((state) => state.open)
  useEffect(() => open(target.id), [open, target.id])
  const shown = useShown(target.id)
  return (
    <section className={styles.page} aria-label="Keys">
      <h2>
        <HiddenText>Keys of {target.name}</HiddenText>
      </h2>
      <KeysToolbar target={target} shown={shown} />
      <KeysCommands targetId={target.id} shown={shown} />
      <AnalysisProgressBar targetId={target.id} />
      {part === 'browse' ? (
        <BrowsePane targetId={target.id} />
      ) : (
        <>
          <Problems targetId={target.id} />
          {shown === null ? <NoAnalysis target={target} /> : <AnalysisView shown={shown} />}
        </>
      )}
    </section>
  )
}

/** Why an analysis, or reading what is kept of them, came to nothing. */
function Problems({ targetId }: { targetId: string }) {
  const { work, failure } = useKeyspace((state) => keyspaceOf(state, targetId))
  const { analyse, reload } = useKeyspace()
  return (
    <>
      {work.kind === 'failed' && (
        <div className={styles.failure}>
          <FailureBox failure={work.failure} onRetry={() => analyse(targetId)} />
        </div>
      )}
      {failure !== null && (
        <div className={styles.failure}>
          <FailureBox failure={failure} onRetry={() => reload(targetId)} />
        </div>
      )}
    </>
  )
}

function NoAnalysis({ target }: { target: Target }) {
  const { reading, work, failure } = useKeyspace((state) => keyspaceOf(state, target.id))
  const cancel = useKeyspace((state) => state.cancel)
  if (work.kind === 'running') {
    return (
      <div className={styles.waiting}>
        <Spinner label="Analysing" />
        <span aria-hidden>The first figures come in a moment…</span>
        <Button size="small" onClick={() => cancel(target.id)}>
          Cancel
        </Button>
      </div>
    )
  }
  if (reading) {
    return (
      <div className={styles.waiting}>
        <Spinner label="Reading the last analysis" />
      </div>
    )
  }
  // Whether it was analysed before is not known.
  if (failure !== null) return null
  return <StartPane target={target} />
}
