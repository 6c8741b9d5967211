/** The answer of a simulation as curves: hit rate over memory, or over TTLs. Pure. */
import type { Curve, CurveSet } from '#renderer/charts/curves/index.ts'
import { formatBytes, formatPercent, formatSpan } from '#renderer/ui/format.ts'
import type { NamespaceTtl, Simulated, Simulation } from '#shared/contract/redis/simulation.ts'

/** A curve for each policy, and for each TTL where several were tried. */
export function curvesOfPolicies({ results, best }: Pick<Simulation, 'results' | 'best'>): CurveSet {
  const winners = new Set(best.map(({ policy }) => policy))
  const curves = [...Map.groupBy(results, nameOf)].map(([name, group]): Curve => {
    const policy = group[0]?.policy
    return {
      name,
      strong: policy !== undefined && winners.has(policy),
      points: group
        .map(({ memoryBytes, hitRate }) => ({ x: memoryBytes, y: hitRate }))
        .toSorted((a, b) => a.x - b.x),
    }
  })
  return {
    curves,
    x: { name: 'Memory', format: formatBytes, powersOf: 2 },
    y: { name: 'Hit rate', format: formatPercent, min: 0, max: 1 },
  }
}

function nameOf({ policy, ttlSeconds }: Simulated): string {
  return ttlSeconds === undefined ? policy : `${policy}, TTL ${formatSpan(ttlSeconds * 1000)}`
}

/** One curve: the namespace's hit rate over the TTL its keys are given. */
export function curveOfNamespace({ pattern, curve }: Pick<NamespaceTtl, 'pattern' | 'curve'>): CurveSet {
  return {
    curves: [
      { name: pattern, points: curve.map(({ ttlSeconds, hitRate }) => ({ x: ttlSeconds, y: hitRate })) },
    ],
    x: { name: 'TTL', format: (seconds) => formatSpan(seconds * 1000), powersOf: 10 },
    y: { name: 'Hit rate', format: formatPercent, min: 0, max: 1 },
  }
}
