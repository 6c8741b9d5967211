import { isMac } from '#renderer/stores/platform.ts'
import { chordLabels } from '#renderer/stores/chords.ts'
import styles from './KeyHint.module.css'

/** Keys as they stand on the keyboard: `Mod+Enter` reads Ctrl ↵, or ⌘ ↵ on a Mac. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {chordLabels(keys, isMac).map((label) => (
        <kbd key={label} className={styles.key}>
          {label}
        </kbd>
      ))}
    </span>
  )
}
