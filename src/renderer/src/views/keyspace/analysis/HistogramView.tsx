import { useMemo } from 'react'
import { BarsFigure } from '#renderer/charts/bars/index.ts'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { ExpiryPeaks } from './ExpiryPeaks.tsx'
import { barsOf } from './histogram.ts'
import styles from './HistogramView.module.css'
import { chartFileName, tellUnsaved } from './saving.ts'
import { nameOf } from './tree.ts'
import type { ShownKeyspace } from './use-shown.ts'

export type HistogramSubject = 'ttl' | 'sizes' | 'access'

const titles: Record<HistogramSubject, string> = {
  ttl: 'When will what expire',
  sizes: 'How large the keys are',
  access: 'When the keys were last used',
}

/** How the keys of the selected namespace, or all, are spread: over time left, size, or last use. */
export function HistogramView({ shown, of: subject }: { shown: ShownKeyspace; of: HistogramSubject }) {
  const { analysis, tree, selected, choices } = shown
  const namespace = tree.nodes[selected ?? 0] ?? tree.nodes[0]
  const { metric } = choices
  const bars = useMemo(
    () => (namespace === undefined ? null : barsFor(namespace, subject, metric, analysis.access)),
    [namespace, subject, metric, analysis.access],
  )
  if (subject === 'access' && analysis.access === 'unknown') {
    return (
      <EmptyState title="The server did not tell when keys were used">
        OBJECT IDLETIME and OBJECT FREQ need the right to call OBJECT, and memory that the server counts. The
        limitations above say what was missing.
      </EmptyState>
    )
  }
  if (bars === null || namespace === undefined) return null
  const title =
    subject === 'access' && analysis.access === 'frequency' ? 'How often the keys are used' : titles[subject]
  const where = nameOf(namespace)
  return (
    <div className={styles.view}>
      <BarsFigure
        set={bars}
        label={`${title}: ${where}`}
        fileName={chartFileName(analysis, `${subject}-${metric}`)}
        height="fill"
        controls={
          <h3 className={styles.title}>
            {title} <span className={styles.where}>{where}</span>
          </h3>
        }
        onSaveFailed={tellUnsaved}
      />
      {subject === 'ttl' && <ExpiryPeaks analysis={analysis} />}
    </div>
  )
}

function barsFor(
  { ttl, sizes, access, withoutTtl }: Namespace,
  subject: HistogramSubject,
  metric: 'bytes' | 'keys',
  known: 'idle' | 'frequency' | 'unknown',
) {
  switch (subject) {
    case 'ttl':
      return barsOf('ttl', ttl, metric, withoutTtl)
    case 'sizes':
      return barsOf('size', sizes, metric)
    case 'access':
      return barsOf(known === 'frequency' ? 'frequency' : 'idle', access, metric)
  }
}
