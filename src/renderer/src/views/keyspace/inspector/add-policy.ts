import { useKeyspacePages } from '#renderer/stores/keyspace-pages.ts'
import { policiesOf, useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import { presetFor } from '#shared/redis/ttl-presets.ts'
import { usualJitter } from './namespace-change.ts'

/** Puts a row for the pattern into the table of TTL policies, unless it has one, and shows the table. */
export function addToPolicies(targetId: string, pattern: string): void {
  const add = (): void => {
    const { rows } = policiesOf(useTtlPolicies.getState(), targetId)
    if (rows.some((row) => row.pattern === pattern)) return
    const preset = presetFor(pattern)
    useTtlPolicies.getState().add(targetId, {
      pattern,
      ...(preset && { ttlSeconds: preset.ttlSeconds, reason: preset.reason }),
      jitterPercent: Number(usualJitter),
    })
  }
  if (policiesOf(useTtlPolicies.getState(), targetId).kept !== null) add()
  else {
    // The kept table takes the place of what is there, so it has to come first.
    const stop = useTtlPolicies.subscribe((state) => {
      const { kept, failure } = policiesOf(state, targetId)
      if (kept === null && failure === null) return
      stop()
      if (kept !== null) add()
    })
    useTtlPolicies.getState().open(targetId)
  }
  useKeyspacePages.getState().openPage('policies')
}
