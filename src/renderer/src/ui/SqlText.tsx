import { Fragment, memo } from 'react'
import { sqlSpans } from './sql-spans.ts'
import styles from './SqlText.module.css'

/** SQL in the colours of the editor, as part of a line. */
export const SqlText = memo(function SqlText({ sql }: { sql: string }) {
  return (
    <code className={styles.sql}>
      {sqlSpans(sql).map(({ text, kind }, place) =>
        // The parts of a text have no other name than their place.
        kind === '' ? (
          <Fragment key={place}>{text}</Fragment>
        ) : (
          <span key={place} className={kind}>
            {text}
          </span>
        ),
      )}
    </code>
  )
})
