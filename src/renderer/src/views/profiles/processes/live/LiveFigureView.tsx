import { useMemo } from 'react'
import { LineKey, LinesFigure, type LinesFigureProps } from '#renderer/charts/lines/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import type { NodeSample } from '#shared/contract/node/live.ts'
import { type LiveFigure, linesOf } from './figures.ts'
import styles from './LiveFigureView.module.css'

export interface LiveFigureViewProps extends Pick<LinesFigureProps, 'cursor' | 'fileName'> {
  figure: LiveFigure
  samples: readonly NodeSample[]
  /** The one whose figures are written; undefined where nobody looked. */
  shown: NodeSample | undefined
}

/** One figure: written large, its lines with what they are, its chart. */
export function LiveFigureView({ figure, samples, shown, cursor, fileName }: LiveFigureViewProps) {
  const set = useMemo(() => linesOf(figure, samples), [figure, samples])
  const { title, lines, format, beside } = figure
  const written = (of: (sample: NodeSample) => number): string => (shown ? format(of(shown)) : '–')
  return (
    <section className={styles.figure} aria-label={title}>
      <LinesFigure
        set={set}
        label={`${title} over time`}
        fileName={fileName}
        cursor={cursor}
        height="fill"
        onSaveFailed={(why) =>
          void notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
        }
        controls={
          <div className={styles.head}>
            <p className={styles.values}>
              <span className={styles.title}>{title}</span>
              <span className={styles.value}>{lines[0] && written(lines[0].of)}</span>
              {shown && beside && <span className={styles.beside}>{beside(shown)}</span>}
            </p>
            <ul className={styles.keys}>
              {lines.map(({ name, of }, index) => (
                <LineKey key={name} index={index} name={name} value={written(of)} />
              ))}
            </ul>
          </div>
        }
      />
    </section>
  )
}
