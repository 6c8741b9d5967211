import type { Candidate, Guard, SecretInput, Target, TargetDraft } from '#shared/contract/environments.ts'
import { useEnvironments } from '../environments.ts'
import { useWorkspace } from '../workspace.ts'

/** The environment that a first target gets. */
const firstEnvironment = { name: 'local', guard: 'open' } as const

/** Adds a target to an environment, or to a new first one. Throws a Failure. */
export async function addTarget(environmentId: string | undefined, draft: TargetDraft): Promise<Target> {
  const { createTarget } = useEnvironments.getState()
  return await createTarget(environmentId ?? (await environmentNamed(firstEnvironment)), draft)
}

export interface AddOptions {
  /** Where a candidate goes that names no environment of its own; a new first one where absent. */
  environmentId: string | undefined
  /** Put the passwords that were found into the system's key store. */
  save: boolean
  /** Told after each, so that a list can shrink even where a later one fails. */
  onAdded: (candidate: Candidate, target: Target) => void
}

/** Adds found targets, one after the other. Throws the Failure of the first that cannot be added. */
export async function addCandidates(
  candidates: readonly Candidate[],
  { environmentId, save, onAdded }: AddOptions,
): Promise<void> {
  for (const candidate of candidates) {
    const { name, address, environment } = candidate
    const draft: TargetDraft = { name, address, secret: secretOf(candidate, save) }
    const place = environment === undefined ? environmentId : await environmentNamed(environment)
    onAdded(candidate, await addTarget(place, draft))
  }
}

/** The id of the environment with this name, made where there is none. */
async function environmentNamed({ name, guard }: { name: string; guard: Guard }): Promise<string> {
  const { environments, create } = useEnvironments.getState()
  const there = environments.find((environment) => environment.name === name && environment.origin === 'user')
  if (there) return there.id
  const made = await create(name, guard)
  useWorkspace.getState().setEnvironment(made.id)
  return made.id
}

function secretOf({ id, secret }: Candidate, save: boolean): SecretInput {
  switch (secret.kind) {
    case 'none':
      return { kind: 'none' }
    case 'found':
      return { kind: 'candidate', candidateId: id, save }
    case 'variable':
      return { kind: 'variable', name: secret.name }
  }
}
