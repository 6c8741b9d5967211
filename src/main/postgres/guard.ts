import type { ExplainInput } from '#shared/contract/postgres.ts'
import { Failure } from '#shared/failure.ts'
import type { PostgresTarget } from './postgres-target.ts'
import type { Warning } from './statement/effects.ts'

/** What running a statement would do, once everything is known that can be known before. */
interface Effects {
  command: string
  readOnly: boolean
  warnings: Warning[]
}

export type Consent = Pick<ExplainInput, 'acceptEffects' | 'confirmation'>

/**
 * Lets a statement be run with ANALYZE, or throws REFUSED. Facts: `needs` is what is missing first
 * (`acceptEffects` or `confirmation`; absent where nothing helps), `environment` its name, `guard`,
 * and `warnings` the effects, a line each.
 */
export function allowRun(target: PostgresTarget, effects: Effects, consent: Consent): void {
  if (effects.readOnly) return
  const { name, guard } = target.environment
  const facts = {
    guard,
    environment: name,
    warnings: effects.warnings.map(({ title, detail }) => `${title}: ${detail}`).join('\n'),
  }
  if (guard === 'read-only') {
    throw new Failure('REFUSED', `${name} is read-only, and this ${effects.command} does more than read.`, {
      hint: `Explain it without running it. Running it would mean: ${titles(effects)}.`,
      facts,
    })
  }
  if (consent.acceptEffects !== true) {
    throw new Failure('REFUSED', `Running this ${effects.command} has effects that must be accepted first.`, {
      hint: `It is rolled back afterwards, but: ${titles(effects)}.`,
      facts: { ...facts, needs: 'acceptEffects', alsoNeeds: guard === 'confirm' ? 'confirmation' : '' },
    })
  }
  if (guard === 'confirm' && consent.confirmation !== name) {
    throw new Failure('REFUSED', `${name} asks for its name before a statement with effects is run there.`, {
      hint: `Type "${name}" to confirm. It means: ${titles(effects)}.`,
      facts: { ...facts, needs: 'confirmation' },
    })
  }
}

function titles({ warnings }: Effects): string {
  return warnings.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)).join('; ')
}
