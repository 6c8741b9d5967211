/** What the charts of namespaces say of one: its size, its colour in words, its tooltip. Pure. */
import type { FlameDescription } from '#renderer/charts/flame/index.ts'
import { formatBytes, formatCount, formatPercent } from '#renderer/ui/format.ts'
import type { Analysis, Namespace } from '#shared/contract/redis/keyspace.ts'
import {
  ttlKindOf,
  typeKindOf,
  type KeyspaceColouring,
  type KeyspaceMetric,
} from '#shared/profile/importers/keyspace.ts'
import { medianRange } from './histogram.ts'
import { nameOf } from './tree.ts'
import { accessNames, accessWords, typeWords, withoutTtlWords } from './words.ts'

/** The figure that a size is, with its unit. */
export function formatMetric(metric: KeyspaceMetric): (value: number) => string {
  return metric === 'bytes' ? formatBytes : (value) => formatCount(value, 'keys')
}

export const metricNames: Record<KeyspaceMetric, string> = { bytes: 'Bytes', keys: 'Keys' }

export function kindOf(namespace: Namespace, metric: KeyspaceMetric, colouring: KeyspaceColouring): string {
  return colouring === 'ttl' ? ttlKindOf(namespace, metric) : typeKindOf(namespace, metric)
}

/** What the colour says, in words. */
export function kindWords(
  namespace: Namespace,
  metric: KeyspaceMetric,
  colouring: KeyspaceColouring,
): string {
  if (colouring === 'type') return typeWords(namespace.types, 2)
  const whole = namespace[metric]
  const without = namespace.withoutTtl[metric]
  if (whole === 0 || without === 0) return 'all expire'
  return without >= whole ? 'none expire' : `${formatPercent(without / whole)} without TTL`
}

/** What a tooltip says of a namespace. */
export function describeNamespace(analysis: Analysis, node: number): FlameDescription {
  const namespace = analysis.namespaces[node]
  if (namespace === undefined) return { title: '', lines: [] }
  const { keys, bytes, withoutTtl, ttl, types } = namespace
  const lines: [label: string, value: string][] = [
    ['Keys', shareOf(formatCount(keys), keys, analysis.keys)],
    ['Bytes', shareOf(formatBytes(bytes), bytes, analysis.bytes)],
    ['A key', keys === 0 ? '–' : formatBytes(bytes / keys)],
    [
      'Without TTL',
      withoutTtl.keys > 0
        ? `${withoutTtlWords(namespace)}, ${formatBytes(withoutTtl.bytes)}`
        : withoutTtlWords(namespace),
    ],
    ['TTL, median', medianRange('ttl', ttl)],
    ['Types', typeWords(types)],
  ]
  if (analysis.access !== 'unknown') {
    lines.push([`${accessNames[analysis.access]}, median`, accessWords(analysis.access, namespace)])
  }
  return { title: nameOf(namespace), lines: lines.map(([label, value]) => ({ label, value })) }
}

function shareOf(figure: string, part: number, whole: number): string {
  return whole > 0 ? `${figure} (${formatPercent(part / whole)})` : figure
}
