import type { FlameLegendEntry } from './coloring.ts'
import styles from './FlameLegend.module.css'
import './palette.css'

/** What the colours of a chart stand for. */
export function FlameLegend({ entries }: { entries: readonly FlameLegendEntry[] }) {
  return (
    <ul className={styles.legend} aria-label="Colours">
      {entries.map(({ name, color }) => (
        <li key={name} title={name}>
          <span
            className={styles.swatch}
            data-hatched={color.startsWith('less') || undefined}
            style={{ backgroundColor: `var(--flame-${color})` }}
            aria-hidden
          />
          <span className={styles.name}>{name}</span>
        </li>
      ))}
    </ul>
  )
}
