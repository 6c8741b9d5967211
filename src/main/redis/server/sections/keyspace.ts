import { counted, duration, percent } from '#main/wording.ts'
import { type InfoFigures, keyCounts } from '../info/info-figures.ts'
import { numberFrom, recordsOf } from '../info/info.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'

export const keyspace: Section = {
  id: 'keyspace',
  title: 'Keyspace',
  examine: ({ info }) => judgeKeyspace(info('keyspace')),
}

/** How many keys there are and where; what is in them is for the analysis. */
export function judgeKeyspace(info: InfoFigures): Diagnosis {
  const { keys, expires } = keyCounts(info)
  const databases = [...info.summed('db')].filter(([name]) => /^\d+$/.test(name))
  const hasSeveral = info.nodes.length > 1
  return {
    summary:
      keys === 0
        ? 'There are no keys.'
        : `${counted(keys, 'key')}${databases.length > 1 ? ` in ${counted(databases.length, 'database')}` : ''}${hasSeveral ? ` on ${counted(info.nodes.length, 'master')}` : ''}; ${percent(1 - expires / keys)} never expire. An analysis shows what they are and what they take.`,
    figures: [
      figure('Keys', counted(keys, 'key')),
      figure('Never expire', keys === 0 ? 'no keys' : percent(1 - expires / keys)),
      figure('Databases in use', String(databases.length)),
    ],
    tables: [
      {
        title: 'Databases',
        columns: [
          ...(hasSeveral ? [{ label: 'Master', kind: 'text' as const }] : []),
          { label: 'Database', kind: 'text' },
          { label: 'Keys', kind: 'count' },
          { label: 'Keys that expire', kind: 'count' },
          { label: 'Expire', kind: 'percent' },
          { label: 'Time left on average', kind: 'text' },
        ],
        rows: info.nodes.flatMap(({ node, now }) =>
          [...recordsOf(now, 'db')]
            .filter(([name]) => /^\d+$/.test(name))
            .map(([name, record]) => {
              const all = numberFrom(record.get('keys')) ?? 0
              const expiring = numberFrom(record.get('expires')) ?? 0
              // 0 where the server has not come round to estimating it.
              const ttl = numberFrom(record.get('avg_ttl')) ?? 0
              return [
                ...(hasSeveral ? [node] : []),
                `db${name}`,
                all,
                expiring,
                all === 0 ? null : (expiring / all) * 100,
                ttl === 0 ? null : duration(ttl),
              ]
            }),
        ),
      },
    ],
    findings: [],
  }
}
