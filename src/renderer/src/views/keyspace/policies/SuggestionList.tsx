import { ChartNetwork, Plus } from 'lucide-react'
import { useMemo } from 'react'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { useKeyspacePages } from '#renderer/stores/keyspace-pages.ts'
import { policiesOf, useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import { suggestPolicies, type PolicySuggestion } from '#renderer/stores/ttl-policies/suggestions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatBytes, formatCount, formatDateTime, formatPercent, formatSpan } from '#renderer/ui/format.ts'
import type { Target } from '#shared/contract/environments.ts'
import { addRow } from './focus.ts'
import styles from './SuggestionList.module.css'

/** Namespaces of the last analysis that no policy speaks for. */
export function SuggestionList({ target }: { target: Target }) {
  const { analysis, heads } = useKeyspace((state) => keyspaceOf(state, target.id))
  const rows = useTtlPolicies((state) => policiesOf(state, target.id).rows)
  const openPage = useKeyspacePages((state) => state.openPage)
  const suggestions = useMemo(
    () => (analysis === null ? [] : suggestPolicies(analysis, rows)),
    [analysis, rows],
  )
  if (analysis === null) {
    if (heads === null) return null
    return (
      <div className={styles.part}>
        <p className={styles.lead}>
          An analysis of the keys finds the namespaces there are, and those without a policy are named here.
        </p>
        <Button size="small" icon={ChartNetwork} onClick={() => openPage('keys')}>
          Go to the analysis
        </Button>
      </div>
    )
  }
  if (suggestions.length === 0) return null
  return (
    <section className={styles.part} aria-label="Namespaces without a policy">
      <h3 className={styles.title}>Namespaces without a policy</h3>
      <p className={styles.lead}>Found by the analysis of {formatDateTime(analysis.at)}.</p>
      <ul className={styles.list}>
        {suggestions.map((suggestion) => (
          <Suggestion key={suggestion.pattern} targetId={target.id} suggestion={suggestion} />
        ))}
      </ul>
    </section>
  )
}

function Suggestion({ targetId, suggestion }: { targetId: string; suggestion: PolicySuggestion }) {
  const { namespace, pattern, preset } = suggestion
  const { keys, bytes, withoutTtl } = namespace
  return (
    <li className={styles.suggestion}>
      <Button
        size="small"
        icon={Plus}
        aria-label={`Add a policy for ${pattern}`}
        onClick={() =>
          addRow(targetId, {
            pattern,
            ...(preset && { ttlSeconds: preset.ttlSeconds, reason: preset.reason }),
          })
        }
      >
        Add
      </Button>
      <code className={styles.pattern}>{pattern}</code>
      <span className={styles.figures}>
        {formatCount(keys, 'keys')}, {formatBytes(bytes)},{' '}
        {withoutTtl.keys === 0
          ? 'all expire'
          : withoutTtl.keys === keys
            ? 'none expire'
            : `${formatPercent(withoutTtl.keys / keys)} never expire`}
      </span>
      <span className={styles.preset}>
        {preset === undefined
          ? 'you say how long'
          : `usual for ${preset.resource}: ${formatSpan(preset.ttlSeconds * 1000)}`}
      </span>
    </li>
  )
}
