import styles from './Spinner.module.css'

/** Something is under way. With a label it says so to screen readers, without one it is decoration. */
export function Spinner({ label, size = 14 }: { label?: string; size?: number }) {
  return (
    <span
      className={styles.spinner}
      style={{ width: size, height: size }}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'status', 'aria-label': label })}
    />
  )
}
