/** The columns of a table of keys. Pure. */
import { formatBytes, formatCount, formatSpan } from '#renderer/ui/format.ts'
import type { KeyFacts } from '#shared/contract/redis/keyspace.ts'

export interface KeyColumn {
  key: 'type' | 'encoding' | 'bytes' | 'ttl' | 'idle' | 'frequency' | 'elements'
  title: string
  explanation: string
  width: string
  isText?: boolean
  words: (facts: KeyFacts) => string
}

const unknown = '–'

export const keyColumns: readonly KeyColumn[] = [
  {
    key: 'type',
    title: 'Type',
    explanation: 'As TYPE says it',
    width: '76px',
    isText: true,
    words: ({ type }) => type,
  },
  {
    key: 'encoding',
    title: 'Encoding',
    explanation: 'How the server stores it',
    width: '92px',
    isText: true,
    words: ({ encoding }) => encoding ?? unknown,
  },
  {
    key: 'bytes',
    title: 'Memory',
    explanation: 'MEMORY USAGE',
    width: '84px',
    words: ({ bytes }) => (bytes === null ? unknown : formatBytes(bytes)),
  },
  {
    key: 'ttl',
    title: 'TTL',
    explanation: 'Time left when it was read',
    width: '96px',
    words: ({ ttlMs }) => ttlWords(ttlMs),
  },
  {
    key: 'idle',
    title: 'Not used for',
    explanation: 'OBJECT IDLETIME',
    width: '96px',
    words: ({ idleSeconds }) => (idleSeconds === null ? unknown : formatSpan(idleSeconds * 1000)),
  },
  {
    key: 'frequency',
    title: 'Frequency',
    explanation: 'OBJECT FREQ: a logarithmic counter',
    width: '84px',
    words: ({ frequency }) => (frequency === null ? unknown : formatCount(frequency)),
  },
  {
    key: 'elements',
    title: 'Elements',
    explanation: 'Fields, members or items; bytes of a string',
    width: '84px',
    words: ({ elements }) => (elements === null ? unknown : formatCount(elements)),
  },
]

/** A time to live; `none` where it never expires. */
export function ttlWords(ttlMs: number | null): string {
  if (ttlMs === null) return 'none'
  return ttlMs < 1000 ? '< 1\u00a0s' : formatSpan(ttlMs)
}

/** So many rows tell which figures the server gives. */
const lookedAt = 200

/** Without those of which nothing is known: a server tells idle times or frequencies, and elements not always. */
export function columnsFor(rows: readonly KeyFacts[]): KeyColumn[] {
  const first = rows.slice(0, lookedAt)
  const hidden = new Set<KeyColumn['key']>()
  if (first.every(({ idleSeconds }) => idleSeconds === null)) hidden.add('idle')
  if (first.every(({ frequency }) => frequency === null)) hidden.add('frequency')
  if (first.every(({ elements }) => elements === null)) hidden.add('elements')
  return keyColumns.filter(({ key }) => !hidden.has(key))
}
