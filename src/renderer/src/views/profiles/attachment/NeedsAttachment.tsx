import { Link } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import middle from '#renderer/ui/middle.module.css'
import { AttachDialog } from '../processes/index.ts'

/** A page that is about an attached process, while there is none. */
export function NeedsAttachment({ title, children }: { title: string; children: ReactNode }) {
  const [attaching, setAttaching] = useState(false)
  return (
    <div className={middle.middle}>
      <EmptyState
        title={title}
        actions={
          <Button variant="primary" icon={Link} onClick={() => setAttaching(true)}>
            Attach to a process…
          </Button>
        }
      >
        {children}
      </EmptyState>
      <AttachDialog open={attaching} onClose={() => setAttaching(false)} />
    </div>
  )
}
