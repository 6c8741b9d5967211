/** The columns of the table of namespaces: what stands in them, and what goes into the CSV. Pure. */
import { csvOfRows } from '#renderer/charts/csv.ts'
import type { NamespaceColumn } from '#renderer/stores/keyspace/choices.ts'
import { formatBytes, formatCount, formatPercent } from '#renderer/ui/format.ts'
import type { Analysis, Namespace } from '#shared/contract/redis/keyspace.ts'
import { medianRange } from './histogram.ts'
import { nameOf } from './tree.ts'
import { accessNames, accessWords, encodingWords, typeWords, withoutTtlWords } from './words.ts'

export interface ColumnView {
  key: NamespaceColumn
  title: (access: Analysis['access']) => string
  explanation: string
  /** Of its column in the grid. */
  width: string
  isText?: boolean
  /** What stands in the cell. */
  words: (namespace: Namespace, analysis: Analysis) => string
}

export const columns: readonly ColumnView[] = [
  {
    key: 'namespace',
    title: () => 'Namespace',
    explanation: 'The beginning that the names of its keys share; * stands for parts that vary',
    width: 'minmax(180px, 1fr)',
    isText: true,
    words: nameOf,
  },
  {
    key: 'keys',
    title: () => 'Keys',
    explanation: 'Keys, with those of the namespaces in it',
    width: '92px',
    words: ({ keys }) => formatCount(keys),
  },
  {
    key: 'bytes',
    title: () => 'Memory',
    explanation: 'MEMORY USAGE of its keys',
    width: '84px',
    words: ({ bytes }) => formatBytes(bytes),
  },
  {
    key: 'share',
    title: () => 'Share',
    explanation: 'Of the memory of all keys',
    width: '104px',
    words: ({ bytes }, analysis) => (analysis.bytes > 0 ? formatPercent(bytes / analysis.bytes) : '–'),
  },
  {
    key: 'average',
    title: () => 'A key',
    explanation: 'Memory of a key, on average',
    width: '76px',
    words: ({ bytes, keys }) => (keys === 0 ? '–' : formatBytes(bytes / keys)),
  },
  {
    key: 'withoutTtl',
    title: () => 'Without TTL',
    explanation: 'Keys that never expire',
    width: '92px',
    words: withoutTtlWords,
  },
  {
    key: 'ttl',
    title: () => 'TTL, median',
    explanation: 'Time left of the key in the middle, of those that expire',
    width: '112px',
    words: ({ ttl }) => medianRange('ttl', ttl),
  },
  {
    key: 'access',
    title: (access) => accessNames[access],
    explanation: 'Of the key in the middle: idle time, or the frequency under an LFU policy',
    width: '112px',
    words: (namespace, { access }) => accessWords(access, namespace),
  },
  {
    key: 'types',
    title: () => 'Types',
    explanation: 'By keys',
    width: '148px',
    isText: true,
    words: ({ types }) => typeWords(types, 2),
  },
  {
    key: 'encodings',
    title: () => 'Encodings',
    explanation: 'How the server stores them, by keys',
    width: '148px',
    isText: true,
    words: ({ encodings }) => encodingWords(encodings),
  },
]

/** Every namespace, one line each, with plain numbers. */
export function csvOfNamespaces(analysis: Analysis): string {
  return csvOfRows(
    [
      'namespace',
      'pattern',
      'depth',
      'keys',
      'bytes',
      'without TTL (keys)',
      'without TTL (bytes)',
      'TTL median',
      `${accessNames[analysis.access]} median`,
      'types',
      'encodings',
    ],
    analysis.namespaces.map((namespace) => [
      nameOf(namespace),
      namespace.pattern,
      namespace.depth,
      namespace.keys,
      namespace.bytes,
      namespace.withoutTtl.keys,
      namespace.withoutTtl.bytes,
      medianRange('ttl', namespace.ttl),
      accessWords(analysis.access, namespace),
      Object.entries(namespace.types)
        .map(([name, { keys }]) => `${name} ${keys}`)
        .join('; '),
      Object.entries(namespace.encodings)
        .map(([name, keys]) => `${name} ${keys}`)
        .join('; '),
    ]),
  )
}
