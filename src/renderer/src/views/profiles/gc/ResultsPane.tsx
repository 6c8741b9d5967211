import { CircleHelp, Equal, type LucideIcon, TrendingDown, TrendingUp } from 'lucide-react'
import type { GcResults } from '#renderer/stores/gc/model.ts'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { formatBytes, formatCompact, formatMs, formatPercent } from '#renderer/ui/format.ts'
import type { GcResult } from '#shared/contract/node/gc.ts'
import styles from './ResultsPane.module.css'
import { againstWords, ratioWords } from './words.ts'

type Verdict = NonNullable<GcResult['against']>['verdict']

const icons: Record<Verdict, LucideIcon> = {
  better: TrendingUp,
  worse: TrendingDown,
  same: Equal,
  unclear: CircleHelp,
}

/** What each of the sizes came to, and which to take. */
export function ResultsPane({ results: { results, conclusion, command } }: { results: GcResults }) {
  return (
    <section className={styles.results} aria-label="Results">
      <p className={styles.conclusion}>{conclusion}</p>
      <div className={styles.command}>
        <code>{command}</code>
        <CopyButton text={command} what="the command" />
      </div>
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Results of each">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Sizes</th>
              <th scope="col">Verdict</th>
              <th scope="col">Requests/s</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">p99</th>
              <th scope="col">In GC</th>
              <th scope="col">Longest pause</th>
              <th scope="col">Resident</th>
              <th scope="col">CPU a request</th>
            </tr>
          </thead>
          <tbody>
            {results.map((result) => (
              <Row key={result.option.flags.join(' ')} result={result} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.note}>
        Ratios to Node’s own sizes, with 95 % intervals: of requests a second more is better, of the others
        less.
      </p>
    </section>
  )
}

function Row({ result }: { result: GcResult }) {
  const { option, runs, latency, against } = result
  const Icon = against && icons[against.verdict]
  return (
    <tr>
      <th scope="row">
        {option.title}
        <span className={styles.beside}>{`${runs} runs`}</span>
      </th>
      <td>
        {against && Icon ? (
          <span className={styles.verdict} data-verdict={against.verdict}>
            <Icon size={14} aria-hidden />
            {againstWords[against.verdict]}
          </span>
        ) : (
          <span className={styles.beside}>what the others are compared with</span>
        )}
      </td>
      <td>
        {formatCompact(result.requestsPerSecond)}
        {against && <span className={styles.beside}>{ratioWords(against.requestsPerSecond)}</span>}
      </td>
      <td>{formatMs(latency.p50)}</td>
      <td>{formatMs(latency.p95)}</td>
      <td>
        {formatMs(latency.p99)}
        {against && <span className={styles.beside}>{ratioWords(against.p99)}</span>}
      </td>
      <td>{formatPercent(result.gcShare)}</td>
      <td>{formatMs(result.longestPauseMs)}</td>
      <td>{formatBytes(result.residentBytes)}</td>
      <td>
        {formatMs(result.cpuMsPerRequest)}
        {against && <span className={styles.beside}>{ratioWords(against.cpuMsPerRequest)}</span>}
      </td>
    </tr>
  )
}
