import { RotateCw } from 'lucide-react'
import { useGc } from '#renderer/stores/gc.ts'
import { adviceOf } from '#renderer/stores/gc/store.ts'
import type { ThreadRef } from '#renderer/stores/node-live/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './GcPage.module.css'

/** What was seen of the garbage collection, and what it comes to. */
export function AdvicePane({ thread }: { thread: ThreadRef }) {
  const advice = useGc((state) => adviceOf(state, thread))
  const askAdvice = useGc((state) => state.askAdvice)
  return (
    <section className={styles.pane} aria-label="What was seen">
      <h3 className={styles.title}>What was seen</h3>
      {advice.kind === 'failed' && <FailureBox failure={advice.failure} onRetry={() => askAdvice(thread)} />}
      {advice.kind === 'reading' && <Spinner label="Asking for advice" />}
      {advice.kind === 'ready' && (
        <>
          <p>{advice.advice.summary}</p>
          <dl className={styles.facts}>
            {advice.advice.facts.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <div className={styles.buttons}>
            <Button size="small" variant="ghost" icon={RotateCw} onClick={() => askAdvice(thread)}>
              Look again
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
