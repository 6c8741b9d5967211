import { useEffect } from 'react'
import { SeriesFigure } from '#renderer/charts/series/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import { useRedisServer } from '#renderer/stores/redis-server.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import page from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { ServerSample } from '#shared/contract/redis/server.ts'
import { LimitationNotices } from '../../findings/LimitationNotices.tsx'
import { type ServerFigure, seriesOf, serverFigures } from './figures.ts'
import styles from './NowPane.module.css'

/** What the server does, second by second, while somebody looks. */
export function NowPane({ target }: { target: Target }) {
  const { watch, attend, retry } = useRedisServer()
  useEffect(() => attend(target.id), [attend, target.id])
  if (watch === null || watch.targetId !== target.id) return null
  const { samples, limitations, state } = watch
  const last = samples.at(-1)
  if (last === undefined && state.kind !== 'lost') {
    return (
      <div className={page.waiting}>
        <Spinner label="Connecting" />
        <span aria-hidden>Waiting for the first figures…</span>
      </div>
    )
  }
  return (
    <div className={styles.pane}>
      {state.kind === 'lost' && <FailureBox failure={state.failure} onRetry={retry} />}
      <LimitationNotices targetId={target.id} limitations={limitations} />
      {last !== undefined && (
        <div className={styles.figures}>
          {serverFigures.map((figure) => (
            <Figure
              key={figure.id}
              figure={figure}
              samples={samples}
              last={last}
              fileName={`${target.name}-${figure.id}`}
            />
          ))}
        </div>
      )}
    </div>
  )
}

interface FigureProps {
  figure: ServerFigure
  samples: readonly ServerSample[]
  last: ServerSample
  fileName: string
}

function Figure({ figure, samples, last, fileName }: FigureProps) {
  const value = figure.of(last)
  const beside = figure.beside?.(last)
  return (
    <section className={styles.figure} aria-label={figure.title}>
      <SeriesFigure
        series={seriesOf(figure, samples)}
        label={`${figure.title} over time`}
        fileName={fileName}
        height="fill"
        onSaveFailed={(why) =>
          void notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
        }
        controls={
          <h3 className={styles.head}>
            <span className={styles.title}>{figure.title}</span>
            <span className={styles.value}>{value === null ? '–' : figure.format(value)}</span>
            {beside !== undefined && <span className={styles.beside}>{beside}</span>}
          </h3>
        }
      />
    </section>
  )
}
