import type { PlanNode } from '#shared/contract/plan.ts'

/** A property of the node as a number; 0 where it has none. */
export function numberOf(node: PlanNode, key: string): number {
  return asNumber(node.properties[key])
}

export function textOf(node: PlanNode, key: string): string | undefined {
  const value = node.properties[key]
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').join(', ') : undefined
}

/**
 * A property of the node and of its workers, which carry some only for themselves: how each of them
 * sorted, for one.
 */
export function ofAllProcesses(node: PlanNode, key: string): (string | number)[] {
  const workers = node.properties['Workers']
  const values = [node.properties[key]]
  if (Array.isArray(workers)) {
    for (const worker of workers) {
      if (typeof worker === 'object' && worker !== null && !Array.isArray(worker)) values.push(worker[key])
    }
  }
  return values.filter((value) => typeof value === 'string' || typeof value === 'number')
}

export function sumOfAllProcesses(node: PlanNode, key: string): number {
  return ofAllProcesses(node, key).reduce<number>((sum, value) => sum + asNumber(value), 0)
}

export function largestOfAllProcesses(node: PlanNode, key: string): number {
  return Math.max(0, ...ofAllProcesses(node, key).map(asNumber))
}

function asNumber(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : 0
}
