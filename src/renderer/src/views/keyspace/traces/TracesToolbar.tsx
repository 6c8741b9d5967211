import { CircleDot, FileUp } from 'lucide-react'
import { useTraces } from '#renderer/stores/traces.ts'
import { tracesOf } from '#renderer/stores/traces/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatElapsed } from '#renderer/ui/format.ts'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { RedisSelect } from '../RedisSelect.tsx'
import styles from './TracesToolbar.module.css'

/** Where new traces come from. */
export function TracesToolbar({ target, onImport }: { target: Target; onImport: () => void }) {
  const { recording } = useTraces((state) => tracesOf(state, target.id))
  const show = useTraces((state) => state.show)
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Traces">
      <RedisSelect />
      <div className={styles.end}>
        <Tooltip content="A file with accesses on the machine of the workbench" command="traces.import">
          <Button size="small" icon={FileUp} onClick={onImport}>
            Import…
          </Button>
        </Tooltip>
        <Tooltip content="Record what clients access" command="traces.record">
          <Button size="small" variant="primary" icon={CircleDot} onClick={() => show(target.id, null)}>
            {recording.kind === 'running'
              ? `Recording ${formatElapsed(recording.progress?.elapsedMs ?? 0)}`
              : 'Record…'}
          </Button>
        </Tooltip>
      </div>
    </div>
  )
}
