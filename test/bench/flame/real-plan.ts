import { accountPlan } from '#main/postgres/explain/account.ts'
import type { Json, RawNode } from '#main/postgres/explain/raw.ts'
import type { Plan } from '#shared/contract/plan.ts'
import { planProfile } from '#shared/profile/importers/plan.ts'
import type { Profile } from '#shared/profile/model.ts'
import mixed from '../../fixtures/plans/pg18/mixed-deep.json'

/** A plan of a real server, of the corpus. */
export function realPlan(): { plan: Plan; profile: Profile } {
  // The importer of modules types a file by what is in it; a plan is any JSON.
  const [document] = mixed as unknown as [{ Plan: Record<string, Json> } & Record<string, Json>]
  const { Plan: root, ...statement } = document
  const text = JSON.stringify(document)
  const plan = accountPlan({ source: 'json', root: nodeOf(root), statement, notes: [] }, text)
  return { plan, profile: planProfile(plan, 'time') }
}

function nodeOf({ Plans: below, ...properties }: Record<string, Json>): RawNode {
  // "Plans" is a list of nodes wherever it is.
  const children = (below ?? []) as Record<string, Json>[]
  return { properties, children: children.map(nodeOf) }
}
