import type { Finding, Limitation } from '#shared/contract/finding.ts'
import type {
  Analysis,
  AnalysisEvent,
  Histogram,
  KeyFacts,
  Namespace,
} from '#shared/contract/redis/keyspace.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import { bytes as inBytes } from '../wording.ts'

/** Rows that a person reads of a list; the JSON has all. */
const MOST_NAMESPACES = 60
const MOST_KEYS = 20
const LONGEST_NAME = 60

/** An analysis for people: totals, types, namespaces, what expires when, the largest keys, what was found. */
export function keyspaceAsText(analysis: Analysis, depth = Number.POSITIVE_INFINITY): string {
  return [
    ...heading(analysis),
    ...section('Types', types(analysis)),
    ...section('Namespaces', namespaces(analysis, depth)),
    ...section('Expiring', expiring(analysis)),
    ...section('Largest keys', seenOf(analysis).bytes ? largest(analysis.top.bytes) : [`  ${NOT_SEEN}`]),
    ...findings(analysis.findings),
    ...limitations(analysis.limitations),
  ].join('\n')
}

/** `212,000 of 1,000,000 keys (21 %) · 240,100 keys/s · 3 s left`. */
export function progressAsText(event: Extract<AnalysisEvent, { type: 'progress' }>): string {
  const { done, total, keysPerSecond, remainingMs } = event
  const share = total === 0 ? 0 : Math.floor((done / total) * 100)
  const left = remainingMs === null ? '' : ` · ${duration(remainingMs / 1000)} left`
  return `${whole(done)} of ${whole(total)} keys (${share} %) · ${whole(keysPerSecond)} keys/s${left}`
}

function heading(analysis: Analysis): string[] {
  const { keys, bytes, withoutTtl, elapsedMs, keysPerSecond, sample, match } = analysis
  const seen = seenOf(analysis)
  const matching = match === undefined ? '' : ` matching ${match}`
  return [
    `Keyspace of ${analysis.targetName}${matching}${analysis.complete ? '' : ' (stopped before its end)'}`,
    `${whole(keys)} keys · ${seen.size(bytes)}${seen.bytes ? '' : ' memory'} · ${seen.staying(withoutTtl.keys)} without TTL · ${(elapsedMs / 1000).toFixed(1)} s · ${whole(keysPerSecond)} keys/s`,
    ...(sample === undefined
      ? []
      : [
          `Estimated from ${whole(sample.keys)} keys; at 95 % confidence ${between(sample.keysEstimate, whole)} keys${seen.bytes ? `, ${between(sample.bytesEstimate, inBytes)}` : ''}.`,
        ]),
  ]
}

function types(analysis: Analysis): string[] {
  const { types: counts } = analysis
  const seen = seenOf(analysis)
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b.bytes - a.bytes)
  return table(
    ['type', 'keys', 'memory', 'elements'],
    rows.map(([name, { keys, bytes, elements }]) => [
      name,
      whole(keys),
      seen.size(bytes),
      elements === null ? '' : whole(elements),
    ]),
  )
}

function namespaces(analysis: Analysis, depth: number): string[] {
  const rows = analysis.namespaces.filter((one) => one.parentId !== null && one.depth <= depth)
  const shown = rows.slice(0, MOST_NAMESPACES)
  const seen = seenOf(analysis)
  const lines = table(
    ['namespace', 'keys', 'memory', 'share', 'without TTL', 'types'],
    shown.map((one) => namespaceRow(one, analysis.bytes, seen)),
  )
  return rows.length > shown.length
    ? [...lines, `  and ${whole(rows.length - shown.length)} more; --depth 1 shows fewer`]
    : lines
}

function namespaceRow(one: Namespace, all: number, seen: Seen): string[] {
  return [
    `${'  '.repeat(one.depth - 1)}${short(one.depth === 1 ? one.prefix : one.label)}`,
    whole(one.keys),
    seen.size(one.bytes),
    all === 0 ? (seen.bytes ? '' : NOT_SEEN) : `${((one.bytes / all) * 100).toFixed(1)} %`,
    seen.staying(one.withoutTtl.keys),
    Object.keys(one.types).toSorted().join(' '),
  ]
}

function expiring(analysis: Analysis): string[] {
  const { ttl, withoutTtl } = analysis
  const seen = seenOf(analysis)
  if (!seen.ttl) return [`  ${NOT_SEEN}`]
  const rows = ttl.filter(({ keys }) => keys > 0)
  return table(
    ['within', 'keys', 'memory'],
    [
      ...rows.map(({ until, keys, bytes }) => [
        until === null ? `over ${lastBound(ttl)}` : duration(until),
        whole(keys),
        seen.size(bytes),
      ]),
      ['never', whole(withoutTtl.keys), seen.size(withoutTtl.bytes)],
    ],
  )
}

const lastBound = (histogram: Histogram) => duration(histogram.at(-2)?.until ?? 0)

function largest(keys: readonly KeyFacts[]): string[] {
  return table(
    ['key', 'type', 'memory', 'TTL', 'idle'],
    keys
      .slice(0, MOST_KEYS)
      .map(({ key, type, bytes, ttlMs, idleSeconds }) => [
        short(shownKeyName(key)),
        type,
        bytes === null ? NOT_SEEN : inBytes(bytes),
        ttlMs === null ? '' : duration(ttlMs / 1000),
        idleSeconds === null ? '' : duration(idleSeconds),
      ]),
  )
}

function findings(list: readonly Finding[]): string[] {
  if (list.length === 0) return []
  return section(
    'Found',
    list.flatMap(({ severity, title, detail, advice, proposals }) => [
      `  ${severity.toUpperCase().padEnd(8)}${title}`,
      `          ${detail}`,
      `          → ${advice}`,
      ...proposals.map(({ sql }) => `            ${sql}`),
    ]),
  )
}

function limitations(list: readonly Limitation[]): string[] {
  if (list.length === 0) return []
  return section(
    'Limitations',
    list.flatMap(({ message, hint, proposals }) => [
      `  ${message}`,
      `    ${hint}`,
      ...proposals.map(({ sql }) => `      ${sql}`),
    ]),
  )
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', title, ...lines]
}

/** The first column to the left, figures to the right, a last column of words to the left. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['  (none)']
  const all = [titles, ...rows]
  const widths = titles.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  return all.map((row) =>
    `  ${row.map((cell, at) => (isWord(titles[at]) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`.trimEnd(),
  )
}

const words = new Set(['type', 'types', 'namespace', 'key', 'within'])
const isWord = (title: string | undefined) => title !== undefined && words.has(title)

/** One line, whatever bytes a name has. */
function short(name: string): string {
  const line = name.replaceAll(/\p{Cc}/gu, '·')
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line
}

const whole = (number: number) => Math.round(number).toLocaleString('en-US')

const between = ({ low, high }: { low: number; high: number }, text: (number: number) => string) =>
  low === high ? text(low) : `${text(low)} to ${text(high)}`

/** In place of a figure that this user's rights, or the server, did not let be asked for. */
const NOT_SEEN = '–'

type Seen = ReturnType<typeof seenOf>

/** What of an analysis means something, and how its figures are written. */
function seenOf({ unseen = [] }: Analysis) {
  const [bytes, ttl] = [!unseen.includes('bytes'), !unseen.includes('ttl')]
  return {
    bytes,
    ttl,
    size: (value: number) => (bytes ? inBytes(value) : NOT_SEEN),
    staying: (keys: number) => (ttl ? whole(keys) : NOT_SEEN),
  }
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`
}
