import { classes } from '#renderer/ui/classes.ts'
import type { NodeRow } from '#renderer/workers/snapshot/work.ts'
import styles from './NodeWords.module.css'

/** An object as a row of the tree: how one comes to it, what it is, its number. */
export function NodeWords({ row }: { row: NodeRow }) {
  const { edge, words, id, isOfV8, isWeak } = row
  return (
    <span
      className={classes(styles.words, (isOfV8 || isWeak) && styles.ofV8)}
      title={`${edge} ${words} @${id}`.trim()}
    >
      {edge !== '' && <code className={styles.edge}>{edge}</code>}
      <code>{words}</code>
      <span className={styles.id}>@{id}</span>
      {isWeak && <span className={styles.id}>weak: keeps nothing alive</span>}
    </span>
  )
}
