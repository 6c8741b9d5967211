import type { RoundLoad } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import type { AttachedThread } from '../attachments/index.ts'

/**
 * Lets a leak be looked for, or throws REFUSED. Load makes a service write whatever its requests write,
 * and snapshots stop it for seconds: a read-only environment allows neither, only to watch the traffic
 * that is there. One that wants its name typed gets it typed. Facts as of `allowChange`, for the same dialog.
 */
export function allowRun(
  { environment }: AttachedThread,
  input: { load: RoundLoad; snapshots: boolean; confirmation?: string | undefined },
): void {
  if (!environment) return
  const { name, guard } = environment
  if (guard === 'read-only' && (input.load.kind === 'requests' || input.snapshots)) {
    const what =
      input.load.kind === 'requests' ? 'no load is sent there' : 'no heap snapshots are taken there'
    throw new Failure('REFUSED', `${name} is read-only: ${what}.`, {
      hint: 'Use the traffic that is there, without heap snapshots, or lift the guard in the settings of this environment.',
      facts: { guard, environment: name },
    })
  }
  if (guard === 'confirm' && input.confirmation !== name) {
    throw new Failure(
      'REFUSED',
      `${name} asks for its name before a leak is looked for there: the process stands still while its garbage is collected.`,
      {
        hint: `Type "${name}" to confirm.`,
        facts: { guard, environment: name, needs: 'confirmation' },
      },
    )
  }
}
