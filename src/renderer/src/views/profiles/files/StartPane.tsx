import { CircleDot, ClipboardPaste, Flame, FolderOpen, Play } from 'lucide-react'
import { useDemo } from '#renderer/stores/demo.ts'
import { useProfilePages } from '#renderer/stores/profile-pages.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { WaysIn } from './ways-in.ts'
import styles from './StartPane.module.css'

/** Stands where no profile is shown, and says where they come from. */
export function StartPane({ onChoose, onPaste }: WaysIn) {
  const openPage = useProfilePages((state) => state.openPage)
  const demo = useDemo((state) => state.status?.state)
  const start = useDemo((state) => state.start)
  return (
    <div className={styles.pane}>
      <EmptyState
        icon={Flame}
        title="Drop profiles here"
        actions={
          <>
            <Tooltip content="Choose one file or several" command="profiles.open">
              <Button variant="primary" icon={FolderOpen} onClick={onChoose}>
                Open files
              </Button>
            </Tooltip>
            <Tooltip content="Collapsed stacks as text" command="profiles.paste">
              <Button icon={ClipboardPaste} onClick={onPaste}>
                Paste
              </Button>
            </Tooltip>
            <Tooltip content="Attach to a Node process or a Go service" command="profiles.page-processes">
              <Button icon={CircleDot} onClick={() => openPage('processes')}>
                Record one
              </Button>
            </Tooltip>
            {(demo === 'stopped' || demo === 'failed') && (
              <Tooltip content="Its HTTP service has something to find" command="demo.start">
                <Button icon={Play} onClick={() => void start()}>
                  Start the demo
                </Button>
              </Tooltip>
            )}
          </>
        }
      >
        CPU and heap profiles and heap snapshots of Node and Chrome, pprof, speedscope, Firefox Profiler,
        Chrome traces and collapsed stacks, packed with gzip or not. What a file is shows from its content; it
        is read on this machine and stays where it is.
      </EmptyState>
    </div>
  )
}
