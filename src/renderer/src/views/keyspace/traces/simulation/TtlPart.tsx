import { Play, Square } from 'lucide-react'
import { useState } from 'react'
import { CurvesFigure } from '#renderer/charts/curves/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import { useSimulation } from '#renderer/stores/simulation.ts'
import { simulationOf } from '#renderer/stores/simulation/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatCount, formatPercent, formatSpan } from '#renderer/ui/format.ts'
import { Select } from '#renderer/ui/Select.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { NamespaceTtl } from '#shared/contract/redis/simulation.ts'
import { ProposalButtons } from '../../../findings/ProposalButtons.tsx'
import { curveOfNamespace } from './curve-set.ts'
import styles from './SimulationPane.module.css'

const wanted = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99]

interface TtlPartProps {
  traceId: string
  targetId: string
}

/** The shortest TTL of each namespace that keeps a wanted hit rate, as the trace has it. */
export function TtlPart({ traceId, targetId }: TtlPartProps) {
  const { wantedHitRate, ttlAnswer } = useSimulation((state) => simulationOf(state, traceId))
  const { choose, findTtls, cancel } = useSimulation()
  return (
    <section className={styles.part} aria-label="The best TTL of each namespace">
      <h3>The best TTL of each namespace</h3>
      <form
        className={styles.choices}
        onSubmit={(event) => {
          event.preventDefault()
          findTtls(traceId)
        }}
      >
        <Select
          label="Hit rate wanted"
          options={wanted.map((share) => ({ value: String(share), label: formatPercent(share) }))}
          value={String(wantedHitRate)}
          onChange={(value) => choose(traceId, { wantedHitRate: Number(value) })}
        />
        {ttlAnswer.kind === 'running' ? (
          <Button icon={Square} onClick={() => cancel(traceId)}>
            Cancel
          </Button>
        ) : (
          <Button type="submit" icon={Play}>
            Find TTLs
          </Button>
        )}
        {ttlAnswer.kind === 'running' && <Spinner label="Reading the trace" />}
      </form>
      {ttlAnswer.kind === 'none' && (
        <p className={styles.hint}>
          Counts for each namespace how many reads would have found a key still alive, without a limit of
          memory.
        </p>
      )}
      {ttlAnswer.kind === 'failed' && (
        <FailureBox failure={ttlAnswer.failure} onRetry={() => findTtls(traceId)} />
      )}
      {ttlAnswer.kind === 'ready' && <TtlTable namespaces={ttlAnswer.answer} targetId={targetId} />}
    </section>
  )
}

function TtlTable({ namespaces, targetId }: { namespaces: readonly NamespaceTtl[]; targetId: string }) {
  const [shown, setShown] = useState<string | null>(namespaces[0]?.pattern ?? null)
  if (namespaces.length === 0) return <p className={styles.hint}>The trace has no reads.</p>
  const chosen = namespaces.find(({ pattern }) => pattern === shown)
  return (
    <>
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Namespaces and their TTLs">
        <table className={styles.table} aria-label="Namespaces and their TTLs">
          <thead>
            <tr>
              <th scope="col">Namespace</th>
              <th scope="col" data-figure>
                Keys
              </th>
              <th scope="col" data-figure>
                Reads
              </th>
              <th scope="col" data-figure>
                TTL
              </th>
              <th scope="col" data-figure>
                Hit rate
              </th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {namespaces.map(({ pattern, keys, reads, ttlSeconds, hitRate, proposals }) => (
              <tr key={pattern} data-selected={pattern === shown || undefined}>
                <td>
                  <button
                    type="button"
                    className={styles.name}
                    aria-pressed={pattern === shown}
                    onClick={() => setShown(pattern)}
                  >
                    {pattern}
                  </button>
                </td>
                <td data-figure>{formatCount(keys)}</td>
                <td data-figure>{formatCount(reads)}</td>
                <td data-figure>{ttlSeconds === null ? 'none reaches it' : formatSpan(ttlSeconds * 1000)}</td>
                <td data-figure>{formatPercent(hitRate)}</td>
                <td>
                  <ProposalButtons targetId={targetId} proposals={proposals} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen !== undefined && chosen.curve.length > 1 && (
        <CurvesFigure
          set={curveOfNamespace(chosen)}
          label={`Hit rate of ${chosen.pattern} over its TTL`}
          fileName="hit-rate-over-ttl"
          onSaveFailed={(why) =>
            void notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
          }
          controls={<span className={styles.hint}>Hit rate of {chosen.pattern} over its TTL</span>}
        />
      )}
    </>
  )
}
