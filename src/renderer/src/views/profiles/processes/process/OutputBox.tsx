import { useEffect, useRef } from 'react'
import styles from './OutputBox.module.css'

/** The last lines of a process that Pitwall started. */
export function OutputBox({ lines }: { lines: readonly string[] }) {
  const box = useRef<HTMLPreElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    const place = box.current
    if (place !== null && atEnd.current) place.scrollTop = place.scrollHeight
  })
  return (
    <section className={styles.output} aria-label="Output">
      <h4 className={styles.title}>Output</h4>
      <pre
        ref={box}
        className={styles.lines}
        // Takes focus, so that the keyboard can scroll it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollTop + clientHeight >= scrollHeight - 8
        }}
      >
        {lines.length === 0 ? 'Nothing yet.' : lines.join('\n')}
      </pre>
    </section>
  )
}
