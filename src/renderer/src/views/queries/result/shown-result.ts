import { useMemo } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { PlanResult, QueryDocument, ResultChoices } from '#renderer/stores/queries/documents.ts'
import type { Plan } from '#shared/contract/plan.ts'
import { withNodeRevealed } from './visible-rows.ts'

/** A document's result with what is chosen in it and the ways to choose: what each part of it needs. */
export interface ShownResult {
  documentId: string
  result: PlanResult
  plan: Plan
  choices: ResultChoices
  choose: (change: Partial<ResultChoices>) => void
  /** Selects a node in all views; one that is folded away in the table is brought to light. */
  select: (node: number | null) => void
  /** Selects a finding and the node it is most about; the same one again lets it go. */
  toggleFinding: (place: number) => void
  /** Steps through the findings, around the end. */
  stepFinding: (step: 1 | -1) => void
}

export function useShownResult(document: QueryDocument): ShownResult | null {
  const chooseIn = useQueries((state) => state.choose)
  const { id, result, choices } = document
  return useMemo(() => {
    if (result === null) return null
    const { plan } = result
    const choose = (change: Partial<ResultChoices>): void => chooseIn(id, change)
    const select = (node: number | null): void =>
      choose({
        selected: node,
        collapsed: node === null ? choices.collapsed : withNodeRevealed(plan.nodes, choices.collapsed, node),
        finding: choices.finding !== null && isAbout(plan, choices.finding, node) ? choices.finding : null,
      })
    const showFinding = (place: number): void => {
      const finding = plan.findings[place]
      if (finding === undefined) return
      const node = finding.nodeId ?? finding.nodeIds[0] ?? null
      choose({
        finding: place,
        selected: node ?? choices.selected,
        collapsed: node === null ? choices.collapsed : withNodeRevealed(plan.nodes, choices.collapsed, node),
      })
    }
    return {
      documentId: id,
      result,
      plan,
      choices,
      choose,
      select,
      toggleFinding: (place) => {
        if (choices.finding === place) choose({ finding: null })
        else showFinding(place)
      },
      stepFinding: (step) => {
        const count = plan.findings.length
        if (count === 0) return
        const from = choices.finding ?? (step === 1 ? -1 : count)
        showFinding((from + step + count) % count)
      },
    }
  }, [id, result, choices, chooseIn])
}

function isAbout(plan: Plan, place: number, node: number | null): boolean {
  return node !== null && plan.findings[place]?.nodeIds.includes(node) === true
}
