import type { MeasuredSide } from '#shared/contract/changes.ts'
import { formatCount, formatMs } from '#renderer/ui/format.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import styles from './IntervalTable.module.css'
import { intervalWords, placeOf } from './words.ts'

/** Medians with their intervals, before over after, as bars on one axis from zero and as figures. */
export function IntervalTable({ before, after }: { before: MeasuredSide; after: MeasuredSide | undefined }) {
  const most = Math.max(before.ms.high, after?.ms.high ?? 0)
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">
            <HiddenText>When</HiddenText>
          </th>
          <th scope="col" className={styles.axis} aria-label={`From 0 to ${formatMs(most)}`}>
            <span>
              <span>0</span>
              <span>{formatMs(most)}</span>
            </span>
          </th>
          <th scope="col">Median</th>
          <th scope="col">95 % interval</th>
          <th scope="col">Blocks a run</th>
          <th scope="col">Runs</th>
        </tr>
      </thead>
      <tbody>
        <Row name="Before" side={before} most={most} />
        {after && <Row name="After" side={after} most={most} />}
      </tbody>
    </table>
  )
}

function Row({ name, side, most }: { name: 'Before' | 'After'; side: MeasuredSide; most: number }) {
  const { median, low, high } = side.ms
  const percent = (value: number): string => `${placeOf(value, most) * 100}%`
  return (
    <tr>
      <th scope="row">{name}</th>
      {/* The figures beside it say the same. */}
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
      <td className={styles.bars}>
        <span className={styles.track} data-side={name} aria-hidden>
          <span className={styles.bar} style={{ width: percent(median) }} />
          <span
            className={styles.interval}
            style={{ left: percent(low), width: `${(placeOf(high, most) - placeOf(low, most)) * 100}%` }}
          />
          <span className={styles.median} style={{ left: percent(median) }} />
        </span>
      </td>
      <td className={styles.strong}>{formatMs(median)}</td>
      <td>{intervalWords(side.ms)}</td>
      <td>{formatCount(side.blocks)}</td>
      <td>{formatCount(side.runs)}</td>
    </tr>
  )
}
