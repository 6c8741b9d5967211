import { BarsFigure } from '#renderer/charts/bars/index.ts'
import { SeriesFigure } from '#renderer/charts/series/index.ts'
import { notify } from '#renderer/stores/notices.ts'
import { hitRateOf } from '#renderer/stores/traces/model.ts'
import { formatCompact, formatCount, formatMs, formatPercent } from '#renderer/ui/format.ts'
import type { Target } from '#shared/contract/environments.ts'
import type { TraceSummary } from '#shared/contract/redis/traces.ts'
import { LimitationNotices } from '../../../findings/LimitationNotices.tsx'
import { CostTable } from './CostTable.tsx'
import { commandBars, reuseBars, seriesOf } from './figures.ts'
import styles from './SummaryPart.module.css'
import { HotKeysTable, NamespacesTable } from './tables.tsx'

interface SummaryPartProps {
  summary: TraceSummary
  target: Target
}

/** What a trace says: mix, hits, hot keys and namespaces, reuse, its course. */
export function SummaryPart({ summary, target }: SummaryPartProps) {
  const { cost, hotKeys, namespaces, commands, reuse, limitations } = summary
  return (
    <div className={styles.part}>
      <Figures summary={summary} />
      <LimitationNotices targetId={target.id} limitations={limitations} />
      {cost && <CostTable cost={cost} />}
      <div className={styles.charts}>
        {seriesOf(summary).map((series) => (
          <section key={series.name} className={styles.chart} aria-label={series.name}>
            <SeriesFigure
              series={series}
              label={`${series.name} over time`}
              fileName={`trace-${series.name.toLowerCase().replaceAll(' ', '-')}`}
              onSaveFailed={saveFailed}
              controls={<h4 className={styles.chartTitle}>{series.name}</h4>}
            />
          </section>
        ))}
        {commands.length > 0 && (
          <section className={styles.chart} aria-label="Commands">
            <BarsFigure
              set={commandBars(commands)}
              label="Accesses by command"
              fileName="trace-commands"
              onSaveFailed={saveFailed}
              controls={<h4 className={styles.chartTitle}>Accesses by command</h4>}
            />
          </section>
        )}
        {reuse.length > 0 && (
          <section className={styles.wide} aria-label="Reuse">
            <BarsFigure
              set={reuseBars(reuse)}
              label="Other keys read between two reads of the same"
              fileName="trace-reuse"
              onSaveFailed={saveFailed}
              controls={<h4 className={styles.chartTitle}>Other keys read between two reads of the same</h4>}
            />
          </section>
        )}
      </div>
      {namespaces.length > 0 && <NamespacesTable namespaces={namespaces} />}
      {hotKeys.length > 0 && <HotKeysTable hotKeys={hotKeys} />}
    </div>
  )
}

function saveFailed(why: string): void {
  notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
}

function Figures({ summary }: { summary: TraceSummary }) {
  const { head, reads, writes, deletes } = summary
  const hitRate = hitRateOf(summary)
  const seconds = head.durationMs / 1000
  const figures: [name: string, value: string, beside?: string][] =
    head.mode === 'statistics'
      ? [['Lookups', formatCount(head.accesses)]]
      : [
          ['Reads', formatCount(reads)],
          ['Writes', formatCount(writes)],
          ['Deletions', formatCount(deletes)],
          ['Keys', formatCount(head.keys)],
        ]
  return (
    <dl className={styles.figures}>
      {[
        ...figures,
        ['Hit rate', hitRate === null ? 'not told' : formatPercent(hitRate)] as const,
        ['Time', formatMs(head.durationMs)] as const,
        ...(seconds > 0 ? [['Accesses per second', formatCompact(head.accesses / seconds)] as const] : []),
      ].map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
