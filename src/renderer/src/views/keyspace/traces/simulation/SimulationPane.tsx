import { Play, Square } from 'lucide-react'
import { CurvesFigure } from '#renderer/charts/curves/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import { useSimulation } from '#renderer/stores/simulation.ts'
import { memorySizes, ttlSeconds } from '#renderer/stores/simulation/model.ts'
import { canSimulate, simulationOf } from '#renderer/stores/simulation/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CheckMenu } from '#renderer/ui/CheckMenu.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatCount, formatPercent } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { evictionPolicySchema, type Simulation } from '#shared/contract/redis/simulation.ts'
import { ProposalButtons } from '../../../findings/ProposalButtons.tsx'
import { curvesOfPolicies } from './curve-set.ts'
import styles from './SimulationPane.module.css'
import { TtlPart } from './TtlPart.tsx'

interface SimulationPaneProps {
  traceId: string
  /** Where a change would be made. */
  targetId: string
}

/** What other policies, memory sizes and TTLs would have done with the accesses of a trace. */
export function SimulationPane({ traceId, targetId }: SimulationPaneProps) {
  const { policyAnswer } = useSimulation((state) => simulationOf(state, traceId))
  const simulate = useSimulation((state) => state.simulate)
  return (
    <div className={styles.pane}>
      <section className={styles.part} aria-label="Eviction policies and memory">
        <h3>Eviction policies and memory</h3>
        <Choices traceId={traceId} />
        {policyAnswer.kind === 'failed' && (
          <FailureBox failure={policyAnswer.failure} onRetry={() => simulate(traceId)} />
        )}
        {policyAnswer.kind === 'running' && (
          <ProgressBar label="Simulating" done={policyAnswer.done} total={policyAnswer.total} />
        )}
        {policyAnswer.kind === 'none' && (
          <p className={styles.hint}>
            Plays the trace against a cache that evicts as the server does, from empty, and counts the hits.
          </p>
        )}
        {policyAnswer.kind === 'ready' && <Answer simulation={policyAnswer.answer} targetId={targetId} />}
      </section>
      <TtlPart traceId={traceId} targetId={targetId} />
    </div>
  )
}

function Choices({ traceId }: { traceId: string }) {
  const chosen = useSimulation((state) => simulationOf(state, traceId))
  const { choose, simulate, cancel } = useSimulation()
  const { memory, policies, ttls, policyAnswer } = chosen
  const running = policyAnswer.kind === 'running'
  return (
    <form
      className={styles.choices}
      onSubmit={(event) => {
        event.preventDefault()
        simulate(traceId)
      }}
    >
      <TextField
        label="Memory sizes"
        value={memory}
        onChange={(value) => choose(traceId, { memory: value })}
        placeholder="as the trace needs"
        hint="10mb, 50mb, 200mb"
        error={memorySizes(memory) === undefined ? 'Sizes such as 10mb, 1gb' : undefined}
      />
      <TextField
        label="TTLs in seconds"
        value={ttls}
        onChange={(value) => choose(traceId, { ttls: value })}
        placeholder="as in the trace"
        hint="60, 300, 3600"
        error={ttlSeconds(ttls) === undefined ? 'Whole seconds such as 60, 300' : undefined}
      />
      <CheckMenu
        label="Eviction policies"
        trigger={
          <Button>{formatCount(policies.length, policies.length === 1 ? 'policy' : 'policies')}…</Button>
        }
        items={evictionPolicySchema.options.map((policy) => ({
          value: policy,
          label: policy,
          checked: policies.includes(policy),
        }))}
        onChange={(policy, checked) =>
          choose(traceId, {
            policies: checked ? [...policies, policy] : policies.filter((other) => other !== policy),
          })
        }
      />
      {running ? (
        <Button icon={Square} onClick={() => cancel(traceId)}>
          Cancel
        </Button>
      ) : (
        <Button type="submit" variant="primary" icon={Play} disabled={!canSimulate(chosen)}>
          Simulate
        </Button>
      )}
    </form>
  )
}

function Answer({ simulation, targetId }: { simulation: Simulation; targetId: string }) {
  const { best, proposals, notes, results } = simulation
  if (results.length === 0) return <p className={styles.hint}>The trace has no reads to simulate.</p>
  return (
    <>
      <CurvesFigure
        set={curvesOfPolicies(simulation)}
        label="Hit rate over memory"
        fileName="hit-rate-over-memory"
        onSaveFailed={(why) =>
          void notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
        }
        controls={<span className={styles.hint}>Hit rate over memory (maxmemory)</span>}
      />
      {best.length > 0 && (
        <table className={styles.table} aria-label="The best policy for each size">
          <thead>
            <tr>
              <th scope="col">Memory</th>
              <th scope="col">Best policy</th>
              <th scope="col" data-figure>
                Hit rate
              </th>
            </tr>
          </thead>
          <tbody>
            {best.map(({ memoryBytes, policy, hitRate }) => (
              <tr key={memoryBytes}>
                <td>{formatBytes(memoryBytes)}</td>
                <td>{policy}</td>
                <td data-figure>{formatPercent(hitRate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {proposals.length > 0 && (
        <div className={styles.proposals}>
          <ProposalButtons targetId={targetId} proposals={proposals} />
        </div>
      )}
      {notes.map((note) => (
        <p key={note} className={styles.hint}>
          {note}
        </p>
      ))}
    </>
  )
}
