import { formatMs, formatPercent, formatRate } from '#renderer/ui/format.ts'
import type { RecordingCost } from '#shared/contract/redis/traces.ts'
import styles from './SummaryPart.module.css'

/** What the recording cost the server, as it was measured before and meanwhile. */
export function CostTable({ cost }: { cost: RecordingCost }) {
  const rows: [string, string, string][] = [
    [
      'Throughput',
      formatRate(cost.commandsPerSecondBefore, 'commands'),
      formatRate(cost.commandsPerSecondDuring, 'commands'),
    ],
    ['PING, median', formatMs(cost.pingBeforeMs), formatMs(cost.pingDuringMs)],
    ['CPU of one core', cpuOf(cost.cpuBefore), cpuOf(cost.cpuDuring)],
  ]
  return (
    <section className={styles.tablePart} aria-label="What the recording cost">
      <h4>What the recording cost</h4>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Measured</th>
            <th scope="col" data-figure>
              Before
            </th>
            <th scope="col" data-figure>
              While recording
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, before, during]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-figure>{before}</td>
              <td data-figure>{during}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function cpuOf(share: number | null): string {
  return share === null ? '–' : formatPercent(share)
}
