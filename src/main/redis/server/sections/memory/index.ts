import { bytes, count, percent } from '#main/wording.ts'
import { numberOf } from '../../info/info.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import { pairsOf, textOf } from '../../replies/texts.ts'
import { type Answer, type Diagnosis, figure, optionalFigure, type Section } from '../../section.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { canDefragment, memoryFindings } from './findings.ts'
import { memoryParts, type TableBytes } from './parts.ts'

/** Memory by part, and what of it is wasted. */
export const memory: Section = {
  id: 'memory',
  title: 'Memory',
  async examine({ server, info, ask, settings }) {
    const figures = info('memory')
    const stats = await ask({
      title: 'Memory by part',
      command: ['MEMORY', 'STATS'],
      missing: 'What the tables of keys and of expiries take',
    })
    const doctor = await ask({
      title: 'What the server itself says of its memory',
      command: ['MEMORY', 'DOCTOR'],
      missing: 'What the server itself says of its memory',
      optional: true,
    })
    const isFragmented = memoryFindings(figures, server, undefined).length > 0
    const allocator = isFragmented
      ? await ask({
          title: 'Whether the allocator can be defragmented: its quantum is 8 then',
          command: ['MEMORY', 'MALLOC-STATS'],
          missing: 'Whether active defragmentation works on this server',
          ofAll: true,
          optional: true,
        })
      : undefined
    const active = isFragmented ? (await settings('activedefrag')).get('activedefrag') : undefined
    const defragment = { isPossible: canDefragment(textOf(allocator?.[0]?.reply)), isOn: active === 'yes' }
    return judgeMemory(figures, server, { tables: tableBytes(stats), doctor: doctor ?? [], defragment })
  },
}

export interface MoreOfMemory {
  tables: TableBytes | undefined
  doctor: readonly Answer[]
  defragment: { isPossible: boolean | undefined; isOn: boolean } | undefined
}

export function judgeMemory(info: InfoFigures, server: Server, more: MoreOfMemory): Diagnosis {
  const used = info.sum('used_memory')
  if (used === undefined) {
    const summary = 'The server does not tell how much memory it uses.'
    return { summary, figures: [], tables: [], findings: [], unknown: true }
  }
  const findings = memoryFindings(info, server, more.defragment)
  const parts = memoryParts(info, more.tables)
  const dataset = info.sum('used_memory_dataset')
  const resident = info.sum('used_memory_rss')
  const isSmall = used < thresholds.smallestMemory * info.nodes.length
  return {
    summary: summaryOf(used, dataset, info, isSmall),
    figures: [
      figure('Used', bytes(used)),
      ...optionalFigure('At its peak', info.sum('used_memory_peak'), bytes),
      ...optionalFigure('Resident, as the system counts it', resident, bytes),
      figure(
        'Resident ÷ used',
        resident === undefined ? 'not told' : count(resident / used),
        isSmall ? 'says nothing of so little' : `below ${thresholds.fragmentationRatio}`,
        isSmall || resident === undefined ? undefined : findings.length === 0,
      ),
      ...optionalFigure('Wasted between allocations', info.sum('allocator_frag_bytes'), bytes),
      ...optionalFigure('Kept by the allocator, free', info.sum('allocator_rss_bytes'), bytes),
      ...optionalFigure("The machine's memory", info.min('total_system_memory') || undefined, bytes),
      ...optionalFigure(
        'Lua and functions, outside of the used memory',
        info.sum('used_memory_vm_total') ?? info.sum('used_memory_lua'),
        bytes,
      ),
      ...[info.text('mem_allocator')].flatMap((name) =>
        name === undefined ? [] : [figure('Allocator', name)],
      ),
    ],
    tables: [
      {
        title: 'Memory by part',
        columns: [
          { label: 'Part', kind: 'text' },
          { label: 'Size', kind: 'bytes' },
          { label: 'Of the used memory', kind: 'percent' },
        ],
        rows: parts.map(({ name, size }) => [name, size, used === 0 ? null : (size / used) * 100]),
      },
      ...(info.nodes.length < 2 ? [] : [byMaster(info)]),
      ...(more.doctor.length === 0
        ? []
        : [
            {
              title: 'What MEMORY DOCTOR says',
              columns: [
                { label: 'Server', kind: 'text' as const },
                { label: 'Its words', kind: 'text' as const },
              ],
              rows: more.doctor.map(({ node, reply }) => [node, textOf(reply).trim()]),
            },
          ]),
    ],
    findings,
  }
}

function byMaster(info: InfoFigures): Diagnosis['tables'][number] {
  return {
    title: 'Memory by master',
    columns: [
      { label: 'Master', kind: 'text' },
      { label: 'Used', kind: 'bytes' },
      { label: 'Peak', kind: 'bytes' },
      { label: 'Resident', kind: 'bytes' },
      { label: 'Limit', kind: 'bytes' },
    ],
    rows: info.nodes.map(({ node, now }) => [
      node,
      ...['used_memory', 'used_memory_peak', 'used_memory_rss', 'maxmemory'].map(
        (name) => numberOf(now, name) ?? null,
      ),
    ]),
  }
}

function summaryOf(used: number, dataset: number | undefined, info: InfoFigures, isSmall: boolean): string {
  const peak = info.sum('used_memory_peak') ?? used
  const of =
    dataset === undefined ? '' : `, of which the data is ${bytes(dataset)} (${percent(dataset / used)})`
  const ratio = info.sum('used_memory_rss')
  const wasted =
    ratio === undefined
      ? ''
      : isSmall
        ? ' So little is used that fragmentation cannot be judged.'
        : ` The process holds ${bytes(ratio)} of the system's memory, ${count(ratio / used)} times as much.`
  return `${bytes(used)} are used${of}; at its peak it was ${bytes(peak)}.${wasted}`
}

/** The hash tables of all databases, of all masters. */
function tableBytes(answers: readonly Answer[] | undefined): TableBytes | undefined {
  if (answers === undefined) return undefined
  const total = { keys: 0, expiries: 0 }
  for (const { reply } of answers) {
    for (const [name, value] of pairsOf(reply)) {
      if (!/^db\.\d+$/.test(name)) continue
      const database = pairsOf(value)
      total.keys += Number(textOf(database.get('overhead.hashtable.main')))
      total.expiries += Number(textOf(database.get('overhead.hashtable.expires')))
    }
  }
  return total
}
