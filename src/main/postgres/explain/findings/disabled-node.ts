import type { FindingRule } from './rule.ts'

/** Up to version 17 a node of a method that is switched off costs this much more (disable_cost). */
const disableCost = 1e10

export const disabledNode: FindingRule = {
  kind: 'disabled-node',
  severity: () => 'low',
  find: (view) =>
    view.nodes.flatMap((node) => {
      const says = node.properties['Disabled'] === true
      const costs = (node.exclusiveCost ?? 0) >= disableCost
      if (!says && !costs) return []
      return {
        nodeId: node.id,
        nodeIds: [node.id],
        title: `Planned although switched off: ${node.label}`,
        detail: `A setting enable_… forbids this kind of node, and the planner found no other way${costs ? '; its cost of ten thousand million is a penalty, not an estimate' : ''}.`,
        advice: 'RESET the enable_… settings of this session unless the plan is an experiment.',
      }
    }),
}
