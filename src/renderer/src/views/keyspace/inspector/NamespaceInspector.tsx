import { useMemo } from 'react'
import { BarsFigure } from '#renderer/charts/bars/index.ts'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { formatBytes, formatCount, formatPercent } from '#renderer/ui/format.ts'
import { InspectorContent } from '#renderer/ui/Inspector.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import type { Analysis, Namespace } from '#shared/contract/redis/keyspace.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import { barsOf, medianRange } from '../analysis/histogram.ts'
import { chartFileName, tellUnsaved } from '../analysis/saving.ts'
import { nameOf } from '../analysis/tree.ts'
import type { ShownKeyspace } from '../analysis/use-shown.ts'
import { accessNames, accessWords, withoutTtlWords } from '../analysis/words.ts'
import { openInBrowser } from '../browse/opening.ts'
import { NamespaceActions } from './NamespaceActions.tsx'
import styles from './NamespaceInspector.module.css'

/** Everything about the selected namespace, and what can be done with its keys, in the right-hand pane. */
export function NamespaceInspector({ shown }: { shown: ShownKeyspace }) {
  const { analysis, tree, selected, select, targetId } = shown
  const namespace = selected === null ? undefined : tree.nodes[selected]
  if (namespace === undefined) return null
  return (
    <InspectorContent title={nameOf(namespace)} onClose={() => select(null)}>
      <div className={styles.inspector}>
        <NamespaceActions key={namespace.prefix} namespace={namespace} targetId={targetId} />
        <Figures namespace={namespace} analysis={analysis} />
        <Expiry namespace={namespace} analysis={analysis} />
        <Shares
          title="Types"
          counted={Object.entries(namespace.types).map(([name, { keys, bytes }]) => ({ name, keys, bytes }))}
          whole={namespace.keys}
        />
        <Shares
          title="Encodings"
          counted={Object.entries(namespace.encodings).map(([name, keys]) => ({ name, keys }))}
          whole={namespace.keys}
        />
        <Examples namespace={namespace} targetId={targetId} />
      </div>
    </InspectorContent>
  )
}

function Figures({ namespace, analysis }: { namespace: Namespace; analysis: Analysis }) {
  const { keys, bytes, withoutTtl, ttl, pattern } = namespace
  const figures: { name: string; value: string }[] = [
    { name: 'Keys', value: formatCount(keys) + shareWords(keys, analysis.keys) },
    { name: 'Memory', value: formatBytes(bytes) + shareWords(bytes, analysis.bytes) },
    { name: 'Memory of a key', value: keys === 0 ? '–' : formatBytes(bytes / keys) },
    {
      name: 'Without TTL',
      value:
        withoutTtl.keys === 0
          ? 'none'
          : `${formatCount(withoutTtl.keys)} (${withoutTtlWords(namespace)}), ${formatBytes(withoutTtl.bytes)}`,
    },
    { name: 'TTL, median', value: medianRange('ttl', ttl) },
    ...(analysis.access === 'unknown'
      ? []
      : [
          {
            name: `${accessNames[analysis.access]}, median`,
            value: accessWords(analysis.access, namespace),
          },
        ]),
  ]
  return (
    <Section title="Figures">
      <dl className={styles.facts}>
        {figures.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {pattern !== null && (
        <p className={styles.pattern}>
          <span>Pattern</span>
          <code>{pattern}</code>
          <CopyButton text={pattern} what="the pattern" />
        </p>
      )}
    </Section>
  )
}

function shareWords(part: number, whole: number): string {
  return whole > 0 ? ` (${formatPercent(part / whole)})` : ''
}

function Expiry({ namespace, analysis }: { namespace: Namespace; analysis: Analysis }) {
  const bars = useMemo(
    () => barsOf('ttl', namespace.ttl, 'keys', namespace.withoutTtl),
    [namespace.ttl, namespace.withoutTtl],
  )
  return (
    <BarsFigure
      set={bars}
      narrow
      label={`When the keys of ${nameOf(namespace)} expire`}
      fileName={chartFileName(analysis, 'ttl')}
      controls={<h3 className={styles.chartTitle}>Expiry, by keys</h3>}
      onSaveFailed={tellUnsaved}
    />
  )
}

interface SharesProps {
  title: string
  counted: readonly { name: string; keys: number; bytes?: number }[]
  whole: number
}

function Shares({ title, counted, whole }: SharesProps) {
  if (counted.length === 0) return null
  return (
    <Section title={title}>
      <dl className={styles.facts}>
        {counted
          .toSorted((a, b) => b.keys - a.keys)
          .map(({ name, keys, bytes }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {formatCount(keys)}
                {whole > 0 && ` (${formatPercent(keys / whole)})`}
                {bytes !== undefined && `, ${formatBytes(bytes)}`}
              </dd>
            </div>
          ))}
      </dl>
    </Section>
  )
}

function Examples({ namespace, targetId }: { namespace: Namespace; targetId: string }) {
  const { examples, pattern } = namespace
  if (examples.length === 0) return null
  return (
    <Section title="Some of its keys">
      <ul className={styles.examples}>
        {examples.map((key) => (
          <li key={key}>
            <button
              type="button"
              className={styles.example}
              title="Open the key"
              onClick={() => openInBrowser(targetId, { key, pattern: pattern ?? '' })}
            >
              {shownKeyName(key)}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
