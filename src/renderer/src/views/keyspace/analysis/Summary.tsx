import { CircleStop, History, Sigma } from 'lucide-react'
import type { ReactNode } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { formatBytes, formatCount, formatPercent } from '#renderer/ui/format.ts'
import styles from './Summary.module.css'
import type { ShownKeyspace } from './use-shown.ts'
import { changedSince, extentWords, intervalWords, speedWords, typeWords } from './words.ts'

/** What all keys come to, in one line; and what the figures stand for where that is not all. */
export function Summary({ shown: { analysis, running, targetId } }: { shown: ShownKeyspace }) {
  const changed = useChanges(({ ledger }) =>
    ledger.kind === 'ready' && !running ? changedSince(ledger.changes, targetId, analysis.at) : 0,
  )
  const { keys, bytes, withoutTtl, types, sample, match, parts, unseen = [] } = analysis
  const [seesBytes, seesTtl] = [!unseen.includes('bytes'), !unseen.includes('ttl')]
  const extent = running ? null : extentWords(analysis)
  const about = sample === undefined ? '' : '≈ '
  return (
    <div className={styles.summary}>
      <dl className={styles.figures}>
        <Figure name="Keys" note={sample && intervalWords(sample.keysEstimate)}>
          {about}
          {formatCount(keys)}
        </Figure>
        <Figure
          name="Memory"
          note={seesBytes && sample ? intervalWords(sample.bytesEstimate, formatBytes) : undefined}
        >
          {seesBytes ? `${about}${formatBytes(bytes)}` : '–'}
        </Figure>
        <Figure
          name="Without TTL"
          note={
            keys === 0 || !seesTtl
              ? undefined
              : `${formatPercent(withoutTtl.keys / keys)}${seesBytes ? `, ${formatBytes(withoutTtl.bytes)}` : ''}`
          }
        >
          {seesTtl ? `${about}${formatCount(withoutTtl.keys)}` : '–'}
        </Figure>
        <Figure name="Types">{typeWords(types)}</Figure>
        {parts.length > 1 && <Figure name="Masters">{formatCount(parts.length)}</Figure>}
        {match !== undefined && <Figure name="Match">{match}</Figure>}
        {!running && (
          <Figure name="Speed" leastOfAll>
            {speedWords(analysis)}
          </Figure>
        )}
      </dl>
      {extent !== null && (
        <p className={styles.extent} data-stopped={!analysis.complete || undefined}>
          {analysis.complete ? <Sigma size={14} aria-hidden /> : <CircleStop size={14} aria-hidden />}
          {extent}
          {sample !== undefined && '. Ranges hold at 95 % confidence.'}
        </p>
      )}
      {changed > 0 && (
        <p className={styles.extent}>
          <History size={14} aria-hidden />
          {changed === 1 ? 'Keys were changed' : `Keys were changed ${changed} times`} since: the figures are
          from before.
        </p>
      )}
    </div>
  )
}

interface FigureProps {
  name: string
  note?: string | undefined
  /** It goes where there is little room. */
  leastOfAll?: boolean
  children: ReactNode
}

function Figure({ name, note, leastOfAll = false, children }: FigureProps) {
  return (
    <div className={styles.figure} data-least={leastOfAll || undefined}>
      <dt>{name}</dt>
      <dd>
        {children}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </dd>
    </div>
  )
}
