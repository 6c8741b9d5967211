import type { Node } from 'libpg-query'
import { printNode } from './print.ts'

/** Conditions that all have to hold, out of ANDs in one another, and out of what all arms of an OR have in common. */
export function conjunctsOf(node: Node | undefined): Node[] {
  if (!node) return []
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR') {
    return (node.BoolExpr.args ?? []).flatMap(conjunctsOf)
  }
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'OR_EXPR') return commonParts(node)
  return [node]
}

/** As the planner does: (a AND b) OR (a AND c) is a AND (b OR c). */
function commonParts(node: Extract<Node, { BoolExpr: unknown }>): Node[] {
  const arms = armsOf(node).map((arm) =>
    conjunctsOf(arm).map((part) => ({ part, text: printNode(part).text })),
  )
  const [first = [], ...others] = arms
  const common = first.filter(
    ({ text }) => !text.includes('…') && others.every((arm) => arm.some((other) => other.text === text)),
  )
  if (common.length === 0) return [node]
  const texts = new Set(common.map(({ text }) => text))
  const rest = arms.map((arm) => arm.filter(({ text }) => !texts.has(text)).map(({ part }) => part))
  const shared = common.map(({ part }) => part)
  if (rest.some((arm) => arm.length === 0)) return shared
  const args = rest.map((arm): Node => {
    const [only] = arm
    return arm.length === 1 && only ? only : { BoolExpr: { boolop: 'AND_EXPR', args: arm } }
  })
  return [...shared, { BoolExpr: { boolop: 'OR_EXPR', args } }]
}

/** Conditions of which any suffices. */
export function armsOf(node: Node): Node[] {
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'OR_EXPR') {
    return (node.BoolExpr.args ?? []).flatMap(armsOf)
  }
  return [node]
}
