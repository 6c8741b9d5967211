import type { Finding } from '#shared/contract/finding.ts'
import { count, duration, percent } from '#main/wording.ts'
import { changeSettings } from '../change-settings.ts'
import { type InfoFigures, keyCounts } from '../info/info-figures.ts'
import { type Diagnosis, figure, optionalFigure, type Section, type Settings } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'

export const expirations: Section = {
  id: 'expirations',
  title: 'Expirations',
  async examine({ server, info, settings }) {
    const figures = info('stats', 'keyspace')
    return judgeExpirations(figures, server, await settings('active-expire-effort'))
  },
}

/** The lowest and the highest effort that the server knows. */
const EFFORT = { least: 1, most: 10, wanted: 5 }

export function judgeExpirations(info: InfoFigures, server: Server, settings: Settings): Diagnosis {
  const { keys, expires } = keyCounts(info)
  const expired = info.sum('expired_keys')
  const stale = info.max('expired_stale_perc')
  const capped = info.sum('expired_time_cap_reached_count')
  const cappedNow = info.grown('expired_time_cap_reached_count')
  const effort = Number(settings.get('active-expire-effort') ?? Number.NaN)
  const findings: Finding[] = []
  const isStale = stale !== undefined && stale >= thresholds.stalePercent && expires >= thresholds.fewestKeys
  if (isStale) {
    const change =
      effort < EFFORT.wanted
        ? changeSettings(server, 'Look for expired keys more often', {
            name: 'active-expire-effort',
            value: String(EFFORT.wanted),
          })
        : undefined
    findings.push({
      id: 'stale-keys',
      kind: 'stale-keys',
      severity: 'medium',
      title: `About ${percent(stale / 100)} of the keys that expire are expired and still there`,
      detail: `They take memory until somebody asks for them or the server comes past. ${count(capped ?? 0)} times its look for them was cut short for want of time${cappedNow === undefined || cappedNow === 0 ? '' : `, ${count(cappedNow)} times in the last ${duration(info.windowMs)}`}.`,
      advice:
        `Many keys that expire at the same moment do this: spread their TTLs (jitter). ${change ? `${change.advice} It costs processor time.` : ''}`.trim(),
      subject: { kind: 'setting', name: 'active-expire-effort' },
      evidence: [
        { label: 'Expired and still there, estimated', value: percent(stale / 100) },
        { label: 'Looks cut short', value: count(capped ?? 0) },
        { label: 'Keys that expire', value: count(expires) },
      ],
      evidenceSql: 'INFO stats',
      proposals: change?.proposals ?? [],
    })
  }
  const perSecond = info.perSecond('expired_keys')
  return {
    summary:
      expires === 0
        ? keys === 0
          ? 'There are no keys.'
          : `None of the ${count(keys)} keys expires.`
        : `${count(expires)} of ${count(keys)} keys expire (${percent(expires / keys)})${expired === undefined ? '' : `; ${count(expired)} have expired since the server counts`}${perSecond === undefined || perSecond === 0 ? '' : `, ${count(perSecond)} a second now`}.${isStale || stale === undefined ? '' : ` Expired ones are taken away in time: an estimated ${percent(stale / 100)} are still there.`}`,
    figures: [
      figure('Keys that expire', keys === 0 ? 'no keys' : `${count(expires)} of ${count(keys)}`),
      ...optionalFigure('Expired since the server counts', expired, count),
      ...optionalFigure('Expired a second now', perSecond, count),
      ...(stale === undefined
        ? []
        : [figure('Expired and still there, estimated', percent(stale / 100), 'below 10 %', !isStale)]),
      ...optionalFigure('Looks for expired keys cut short', capped, count),
      ...optionalFigure('Fields of hashes expired', info.sum('expired_subkeys'), count),
      ...(Number.isNaN(effort) ? [] : [figure('active-expire-effort', `${count(effort)} of ${EFFORT.most}`)]),
    ],
    tables: [],
    findings,
    ...(expired === undefined && keys === 0 ? { unknown: true } : {}),
  }
}
