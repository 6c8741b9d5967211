import { Failure } from '#shared/failure.ts'
import type { PostgresTarget } from '../postgres-target.ts'
import type { AdviseRequest } from './model.ts'

/**
 * Lets trial indexes be built, or throws REFUSED. Facts: `needs` is what is missing (`allowTrial` or
 * `confirmation`; absent where nothing helps), `guard`, `environment`.
 *
 * @param installable HypoPG's files are there, and only CREATE EXTENSION is missing
 */
export function allowTrials(
  target: PostgresTarget,
  input: Pick<AdviseRequest, 'allowTrial' | 'confirmation'>,
  installable: boolean,
): void {
  const { name, guard } = target.environment
  const facts = { guard, environment: name, installable }
  const install = installable
    ? 'CREATE EXTENSION hypopg lets Pitwall imagine indexes instead of building them.'
    : 'Install HypoPG on the server (Debian and Ubuntu: the package postgresql-NN-hypopg), then CREATE EXTENSION hypopg, and indexes are imagined instead of built.'
  if (guard === 'read-only') {
    throw new Failure(
      'REFUSED',
      `${name} is read-only, and without HypoPG indexes would have to be built to try them.`,
      {
        hint: install,
        facts,
      },
    )
  }
  if (input.allowTrial !== true) {
    throw new Failure(
      'REFUSED',
      'HypoPG is missing in this database, so indexes can only be tried by building them for a moment.',
      {
        hint: `${install} Or allow trial indexes: each is built in a transaction that is rolled back, and writers to its table wait meanwhile.`,
        facts: { ...facts, needs: 'allowTrial', alsoNeeds: guard === 'confirm' ? 'confirmation' : '' },
      },
    )
  }
  if (guard === 'confirm' && input.confirmation !== name) {
    throw new Failure('REFUSED', `${name} asks for its name before trial indexes are built there.`, {
      hint: `Type "${name}" to confirm. Writers to a table wait while an index on it is tried.`,
      facts: { ...facts, needs: 'confirmation' },
    })
  }
}
