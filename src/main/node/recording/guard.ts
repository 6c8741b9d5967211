import type { Environment, Guard } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { keptEnvironmentOf } from '../../environments/index.ts'
import type { AttachedThread } from '../attachments/index.ts'

/** What knows the environments that are kept. */
export interface KeptEnvironments {
  list: () => readonly Environment[]
}

/**
 * Lets a heap snapshot be taken, or throws REFUSED. It changes no data, but it stops the process for
 * seconds, doubles its memory meanwhile, and copies all that is in it: so a read-only environment
 * forbids it, and one that wants its name typed gets it typed. Facts as of `allowChange`, for the same
 * dialog. Sampling is allowed everywhere.
 *
 * A process that was attached to by pid or address is guarded by the environment that keeps it, too.
 */
export function allowSnapshot(
  thread: AttachedThread,
  environments: KeptEnvironments,
  confirmation: string | undefined,
): void {
  const { host, port } = thread.attachment
  const kept = keptEnvironmentOf({ kind: 'node', host, port }, environments.list())
  for (const environment of [thread.environment, kept]) {
    if (environment) allowIn(environment, confirmation)
  }
}

function allowIn({ name, guard }: { name: string; guard: Guard }, confirmation: string | undefined): void {
  if (guard === 'read-only') {
    throw new Failure(
      'REFUSED',
      `${name} is read-only: no heap snapshot is taken there, because it stops the process for a while.`,
      {
        hint: 'Sample the allocations instead, or lift the guard in the settings of this environment.',
        facts: { guard, environment: name },
      },
    )
  }
  if (guard === 'confirm' && confirmation !== name) {
    throw new Failure(
      'REFUSED',
      `${name} asks for its name before a heap snapshot is taken there: it stops the process for a while.`,
      {
        hint: `Type "${name}" to confirm, or sample the allocations instead.`,
        facts: { guard, environment: name, needs: 'confirmation' },
      },
    )
  }
}
