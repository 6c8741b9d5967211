import type { AccessKind } from '../access.ts'
import type { Details } from '../commands/index.ts'
import type { Access } from '../access.ts'
import type { Collector } from '../read/collector.ts'
import type { LineFormat } from './line-format.ts'
import { counterSampleSchema, traceEndSchema, traceHeaderSchema } from './own-lines.ts'

const kinds = new Set<unknown>(['read', 'write', 'delete', 'expire'] satisfies AccessKind[])

/** Pitwall's own traces: see own-lines.ts. */
export function ownFormat(collector: Collector): LineFormat {
  const { account } = collector
  let startedAt = 0

  const special = (value: Record<string, unknown>): boolean => {
    if ('pitwall' in value) {
      const header = traceHeaderSchema.safeParse(value)
      if (!header.success) return false
      account.header = header.data
      account.database = header.data.database
      startedAt = header.data.startedAt
      return true
    }
    if ('counters' in value) {
      const sample = counterSampleSchema.safeParse(value)
      if (sample.success) account.counters.push(sample.data)
      return sample.success
    }
    const end = traceEndSchema.safeParse(value)
    if (end.success) account.end = end.data.end
    return end.success
  }

  return {
    line(block, start, end) {
      let value: unknown
      try {
        value = JSON.parse(block.toString('utf8', start, end))
      } catch {
        return false
      }
      if (typeof value !== 'object' || value === null) return false
      const line = value as Record<string, unknown> // checked field by field below
      if (line['op'] === undefined) return special(line)
      const { t, c, op, cmd, key } = line
      if (typeof t !== 'number' || !isKind(op) || typeof key !== 'string') return false
      collector.begin(startedAt + t, typeof c === 'number' ? c : 0, typeof cmd === 'string' ? cmd : op)
      collector.add(op, key, detailsOf(line))
      return true
    },
  }
}

function isKind(value: unknown): value is AccessKind {
  return kinds.has(value)
}

function detailsOf(line: Record<string, unknown>): Details & Pick<Access, 'outcome'> {
  const details: Details & Pick<Access, 'outcome'> = {}
  if (typeof line['bytes'] === 'number') details.bytes = line['bytes']
  if (typeof line['ttlMs'] === 'number' || line['ttlMs'] === null) details.ttlMs = line['ttlMs']
  if (typeof line['hit'] === 'boolean') details.outcome = line['hit'] ? 'hit' : 'miss'
  if (line['partial'] === true) details.partial = true
  if (line['if'] === 'absent' || line['if'] === 'present') details.onlyIf = line['if']
  if (line['noTouch'] === true) details.noTouch = true
  return details
}
