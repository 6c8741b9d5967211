import { Link, Play } from 'lucide-react'
import { useDemo } from '#renderer/stores/demo.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import middle from '#renderer/ui/middle.module.css'
import type { Way } from '../list/ways.ts'

/** Nothing is attached: what to do, and what one would see. */
export function NothingAttached({ onWay }: { onWay: (way: Way) => void }) {
  const status = useDemo((state) => state.status)
  const startDemo = useDemo((state) => state.start)
  const canStart = status?.state === 'stopped' || status?.state === 'failed'
  return (
    <div className={middle.middle}>
      <EmptyState
        title="Attach to a process"
        actions={
          <>
            <Button variant="primary" icon={Play} onClick={() => onWay('start')}>
              Start a process…
            </Button>
            <Button icon={Link} onClick={() => onWay('address')}>
              Attach to an address…
            </Button>
            {(canStart || status?.state === 'starting') && (
              <Button busy={status.state === 'starting'} onClick={() => void startDemo()}>
                Start the demo
              </Button>
            )}
          </>
        }
      >
        Press one in the list to see its heap, garbage collection, CPU and event loop, and to record them.
        Pitwall opens its inspector where that is closed, and closes it when you detach.
      </EmptyState>
    </div>
  )
}
