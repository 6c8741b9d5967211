import { ClipboardPaste, FolderOpen } from 'lucide-react'
import { useShallow } from 'zustand/react/shallow'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { AskAboutKept, WaysIn } from './ways-in.ts'
import styles from './FileList.module.css'
import { KeptEntry } from './KeptEntry.tsx'
import { OpenEntry } from './OpenEntry.tsx'

/** The open files, and the profiles that are kept; the newest first. */
export function FileList({ onChoose, onPaste, onAsk }: WaysIn & { onAsk: AskAboutKept }) {
  const open = useProfiles(useShallow((state) => state.open.map(({ id }) => id)))
  return (
    <div className={styles.pane}>
      <div className={styles.bar} role="toolbar" aria-label="Profiles">
        <Tooltip content="Choose one file or several" command="profiles.open">
          <Button size="small" icon={FolderOpen} onClick={onChoose}>
            Open…
          </Button>
        </Tooltip>
        <IconButton
          icon={ClipboardPaste}
          label="Paste collapsed stacks"
          command="profiles.paste"
          size="small"
          onClick={onPaste}
        />
      </div>
      <div className={styles.lists}>
        {open.length > 0 && (
          <>
            <h3 className={styles.title}>Open</h3>
            <ul aria-label="Open profiles">
              {open.map((id) => (
                <OpenEntry key={id} id={id} />
              ))}
            </ul>
          </>
        )}
        <h3 className={styles.title}>Kept</h3>
        <KeptList onAsk={onAsk} />
      </div>
    </div>
  )
}

function KeptList({ onAsk }: { onAsk: AskAboutKept }) {
  const kept = useProfiles((state) => state.kept)
  const { refreshKept } = profileActions
  if (kept.kind === 'failed') return <FailureBox failure={kept.failure} onRetry={refreshKept} />
  if (kept.kind !== 'ready') return <Spinner label="Reading the list of profiles" />
  if (kept.value.length === 0) {
    return <p className={styles.none}>What is recorded is kept, and stands here.</p>
  }
  return (
    <ul aria-label="Kept profiles">
      {kept.value.map((head) => (
        <KeptEntry key={head.id} head={head} onAsk={onAsk} />
      ))}
    </ul>
  )
}
