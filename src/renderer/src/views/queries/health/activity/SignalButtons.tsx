import { CircleStop, Unplug } from 'lucide-react'
import { Button } from '#renderer/ui/Button.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Backend } from '#shared/contract/health.ts'
import { proposeSignal, whyNotSignalled } from './signals.ts'
import styles from './SignalButtons.module.css'

/** The ways to interfere with a session; each opens its preview. */
export function SignalButtons({ backend, targetId }: { backend: Backend; targetId: string }) {
  const noCancel = whyNotSignalled(backend, 'cancel', backend.state)
  const noEnd = whyNotSignalled(backend, 'terminate', backend.state)
  return (
    <>
      <div className={styles.buttons}>
        <Tooltip content="Cancel what it runs; the session goes on" command="health.cancel-statement">
          <Button
            size="small"
            icon={CircleStop}
            disabled={noCancel !== undefined}
            onClick={() => proposeSignal(targetId, backend, 'cancel')}
          >
            Cancel statement…
          </Button>
        </Tooltip>
        <Tooltip content="End it; its open transaction is rolled back" command="health.end-session">
          <Button
            size="small"
            icon={Unplug}
            disabled={noEnd !== undefined}
            onClick={() => proposeSignal(targetId, backend, 'terminate')}
          >
            End session…
          </Button>
        </Tooltip>
      </div>
      {noEnd !== undefined && <p className={styles.why}>{noEnd}</p>}
    </>
  )
}
