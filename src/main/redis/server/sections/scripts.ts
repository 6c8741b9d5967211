import type { Finding } from '#shared/contract/finding.ts'
import { bytes, count, counted } from '#main/wording.ts'
import type { InfoFigures } from '../info/info-figures.ts'
import { type Diagnosis, figure, optionalFigure, type Section } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'

export const scripts: Section = {
  id: 'scripts',
  title: 'Scripts and functions',
  examine: ({ server, info }) => judgeScripts(info('memory', 'stats'), server),
}

export function judgeScripts(info: InfoFigures, server: Server): Diagnosis {
  const cached = info.max('number_of_cached_scripts')
  const functions = info.max('number_of_functions')
  const evicted = info.sum('evicted_scripts') ?? 0
  const lua = info.sum('used_memory_vm_total') ?? info.sum('used_memory_lua')
  if (cached === undefined) {
    const summary = 'The server does not tell how many scripts it keeps.'
    return { summary, figures: [], tables: [], findings: [], unknown: true }
  }
  const size = (info.sum('used_memory_scripts_eval') ?? 0) + (lua ?? 0)
  const isMany = cached >= thresholds.manyScripts || evicted >= thresholds.manyScripts
  const findings: Finding[] =
    isMany || size >= thresholds.scriptBytes
      ? [
          {
            id: 'many-scripts',
            kind: 'many-scripts',
            severity: 'medium',
            title: `${counted(cached, 'script is', 'scripts are')} kept, in ${bytes(size)}`,
            detail: `Each text that EVAL is called with is kept${evicted > 0 ? `, and ${count(evicted)} were thrown out again` : ' until SCRIPT FLUSH'}. So many are not written by people: values are put into the text.`,
            advice:
              'Give values as KEYS and ARGV, so that the text stays the same, and call it with EVALSHA or as a function. SCRIPT FLUSH empties the cache of scripts.',
            subject: { kind: 'server', name: server.name },
            evidence: [
              { label: 'Scripts', value: count(cached) },
              { label: 'Thrown out', value: count(evicted) },
              { label: 'Memory', value: bytes(size) },
            ],
            evidenceSql: 'INFO memory',
            proposals: [],
          },
        ]
      : []
  return {
    summary: `${counted(cached, 'script')} and ${counted(functions ?? 0, 'function')} are kept.`,
    figures: [
      figure('Scripts', count(cached), 'below 1,000', !isMany),
      ...optionalFigure('Functions', functions, count),
      ...optionalFigure('Memory of scripts', info.sum('used_memory_scripts_eval'), bytes),
      ...optionalFigure('Memory of functions', info.sum('used_memory_functions'), bytes),
      ...optionalFigure('Memory of Lua', lua, bytes),
    ],
    tables: [],
    findings,
  }
}
