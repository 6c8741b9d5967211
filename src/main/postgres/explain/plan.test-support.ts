import type { Plan } from '#shared/contract/plan.ts'
import { accountPlan } from './account.ts'
import type { Json, RawNode } from './raw.ts'

interface Figures {
  /** Per loop, as printed. */
  ms?: number
  loops?: number
  rows?: number
  blocks?: number
  subplan?: string
  filter?: string
  more?: Record<string, Json>
}

/** A node as the JSON reader gives it, for plans small enough to reckon by hand. */
export function node(type: string, figures: Figures, children: RawNode[] = []): RawNode {
  const { ms, loops = 1, rows = 0, blocks, subplan, filter, more } = figures
  return {
    properties: {
      'Node Type': type,
      'Plan Rows': rows,
      'Actual Rows': rows,
      'Actual Loops': loops,
      ...(ms === undefined ? {} : { 'Actual Total Time': ms }),
      ...(blocks === undefined ? {} : { 'Shared Hit Blocks': blocks }),
      ...(subplan === undefined
        ? {}
        : {
            'Parent Relationship': subplan.startsWith('SubPlan') ? 'SubPlan' : 'InitPlan',
            'Subplan Name': subplan,
          }),
      ...(filter === undefined ? {} : { Filter: filter }),
      ...more,
    },
    children,
  }
}

export function planOf(root: RawNode, statement: Record<string, Json> = {}): Plan {
  return accountPlan({ source: 'json', root, statement, notes: [] }, '')
}
