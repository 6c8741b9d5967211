import styles from './LineKey.module.css'
import { strokes } from './option.ts'

export interface LineKeyProps {
  /** Which line of the set it is, from 0. */
  index: number
  name: string
  /** The figure at the moment that is looked at, with its unit. */
  value: string
}

/** Which line is which: its stroke, its name, its figure. */
export function LineKey({ index, name, value }: LineKeyProps) {
  return (
    <li className={styles.key}>
      <span className={styles.stroke} data-line={index + 1} data-stroke={strokes[index]} aria-hidden />
      <span className={styles.name}>{name}</span> <span className={styles.value}>{value}</span>
    </li>
  )
}
