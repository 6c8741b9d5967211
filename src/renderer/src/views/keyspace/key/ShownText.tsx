import { useState } from 'react'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { formatBytes } from '#renderer/ui/format.ts'
import type { ShownValue } from '#shared/contract/redis/key.ts'
import styles from './ShownText.module.css'
import { formatWords, oneLineOf } from './value-words.ts'

/** Longer texts are folded in a table; they unfold when pressed. */
const mostFolded = 160

/** A value as it was read: its text, how it was read where that is not plain, and how large it is. */
export function ShownText({ value, whole = false }: { value: ShownValue; whole?: boolean }) {
  const { text, bytes, truncated } = value
  const [open, setOpen] = useState(whole)
  const format = formatWords(value)
  // What was laid out for reading is one line again where there are many of them.
  const folded = whole ? text : oneLineOf(value)
  const isLong = folded.length > mostFolded || folded.includes('\n')
  const shown = open ? text : folded.slice(0, mostFolded)
  return (
    <div className={styles.value} data-cell={!whole || undefined}>
      {(whole || format !== null) && (
        <p className={styles.marks}>
          {format !== null && <span className={styles.badge}>{format}</span>}
          {whole && <span>{formatBytes(bytes)}</span>}
          {whole && <CopyButton text={text} what="the value" />}
        </p>
      )}
      <div className={styles.body}>
        <pre className={styles.text}>
          {shown}
          {!open && isLong && '…'}
        </pre>
        {truncated && (open || !isLong) && (
          <p className={styles.note}>Its beginning; it has {formatBytes(bytes)} in all.</p>
        )}
        {!whole && isLong && (
          <p className={styles.buttons}>
            <button type="button" className={styles.more} onClick={() => setOpen(!open)}>
              {open ? 'Show less' : `Show ${truncated ? 'its beginning' : 'all'} (${formatBytes(bytes)})`}
            </button>
            {open && <CopyButton text={text} what="the value" />}
          </p>
        )}
      </div>
    </div>
  )
}
