import { numberOf, textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, counted } from './wording.ts'

const leastFactor = 10
const leastRows = 100

export const functionScanMisestimate: FindingRule = {
  kind: 'function-scan-misestimate',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => ['Function Scan', 'Table Function Scan', 'ProjectSet'].includes(node.type))
      .flatMap((node) => {
        if ((node.estimateFactor ?? 1) < leastFactor) return []
        if (Math.max(node.rows, node.plannedRows) < leastRows) return []
        const tooMany = node.estimateDirection === 'over'
        if (tooMany && (numberOf(node, 'Plan Rows') <= 1 || view.mayStopEarly(node))) return []
        const name = textOf(node, 'Function Name') ?? node.alias ?? 'the function'
        return {
          nodeId: node.id,
          nodeIds: [node.id],
          title: `${name} gives ${count(node.estimateFactor ?? 1)} times ${tooMany ? 'fewer' : 'more'} rows than planned`,
          detail: `The planner expected ${counted(node.plannedRows, 'row')} and got ${count(node.rows)}: of a function it knows only the number of rows it was declared with, or a default, not what it returns.`,
          advice:
            'Declare it with the right ROWS, write it as a SQL function that can be inlined, or put its rows into an analysed temporary table first.',
        }
      }),
}
