import { KeyRound, List, Play } from 'lucide-react'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { readOptions } from '#renderer/stores/keyspace/options.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { AnalysisFields } from './AnalysisFields.tsx'
import styles from './StartPane.module.css'

/** No analysis yet: what one does, and the way to begin it. */
export function StartPane({ target }: { target: Target }) {
  const { options } = useKeyspace((state) => keyspaceOf(state, target.id))
  const { analyse, choose } = useKeyspace()
  return (
    <div className={styles.place}>
      <EmptyState
        icon={KeyRound}
        title={`The keys of ${target.name} were not analysed yet`}
        actions={
          <>
            <Tooltip content="Look at all keys" command="keyspace.analyse">
              <Button
                variant="primary"
                icon={Play}
                disabled={readOptions(options).wrong.size > 0}
                onClick={() => analyse(target.id)}
              >
                Analyse
              </Button>
            </Tooltip>
            <Button icon={List} onClick={() => choose({ part: 'browse' })}>
              Browse the keys
            </Button>
          </>
        }
      >
        Looks at every key: type, memory, TTL and last use. It only reads, and leaves no trace in the keys’
        idle times.
      </EmptyState>
      <div className={styles.fields}>
        <AnalysisFields targetId={target.id} />
      </div>
    </div>
  )
}
