import styles from './FlameTooltip.module.css'

/** What is said of a frame. */
export interface FlameDescription {
  title: string
  lines: { label: string; value: string }[]
}

/** Its figures, label beside value. */
export function DescriptionLines({ description }: { description: FlameDescription }) {
  if (description.lines.length === 0) return null
  return (
    <dl className={styles.lines}>
      {description.lines.map((line) => (
        <div key={line.label} className={styles.line}>
          <dt>{line.label}</dt>
          <dd>{line.value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The same as text, to be copied. */
export function textOf({ title, lines }: FlameDescription): string {
  return [title, ...lines.map(({ label, value }) => `${label}: ${value}`)].join('\n')
}
