import { CircleAlert, CircleSlash2, File, X } from 'lucide-react'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import type { OpenProfile, OpenState } from '#renderer/stores/profiles/model.ts'
import { formatBytes } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { formatNames } from '../viewer/words.ts'
import styles from './FileList.module.css'

/** A file that is open, with what is known of it. */
export function OpenEntry({ id }: { id: string }) {
  const { show, close } = profileActions
  const isCurrent = useProfiles(({ current }) => current === id)
  const profile = useProfiles(({ open }) => open.find((each) => each.id === id))
  if (profile === undefined) return null
  const { name, state } = profile
  return (
    <li className={styles.entry} data-current={isCurrent || undefined}>
      <button
        type="button"
        className={styles.name}
        aria-current={isCurrent || undefined}
        title={name}
        onClick={() => show(id)}
      >
        <StateMark state={state} />
        <span className={styles.text}>
          <span className={styles.entryName}>{name}</span>
          <span className={styles.facts}>{factsOf(profile)}</span>
        </span>
      </button>
      <span className={styles.buttons}>
        <IconButton icon={X} label={`Close ${name}`} size="small" onClick={() => close(id)} />
      </span>
    </li>
  )
}

function StateMark({ state }: { state: OpenState }) {
  if (state.kind === 'reading') {
    return (
      <span className={styles.spinner}>
        <Spinner label="Being read" />
      </span>
    )
  }
  if (state.kind !== 'failed') return <File size={14} aria-hidden className={styles.icon} />
  return state.failure.code === 'CANCELLED' ? (
    <CircleSlash2 size={14} aria-hidden className={styles.icon} />
  ) : (
    <CircleAlert size={14} aria-hidden className={styles.alert} />
  )
}

function factsOf({ source, state }: OpenProfile): string {
  const size = formatBytes(source.kind === 'kept' ? source.head.fileBytes : source.file.size)
  switch (state.kind) {
    case 'reading': {
      const { progress } = state
      return progress === null || progress.total === 0
        ? size
        : `${Math.floor((progress.done / progress.total) * 100)} % of ${size}`
    }
    case 'failed':
      return state.failure.code === 'CANCELLED' ? `Cancelled · ${size}` : `Could not be read · ${size}`
    case 'snapshot':
      return `${formatNames.heapsnapshot} · ${size}`
    case 'ready':
      return `${formatNames[state.file.format]} · ${size}`
  }
}
