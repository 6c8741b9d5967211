/** What may be done to an attached process: it is under the guard of the environment that knows it. Pure. */
import type { Environment, Guard } from '#shared/contract/environments.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'

export interface AttachmentGuard {
  /** Of the environment. */
  name: string
  guard: Guard
  /** Why what stops the process for a while is not to be had; undefined where it is. */
  refusal: string | undefined
}

/** The strictest first. */
const strictness: readonly Guard[] = ['read-only', 'confirm', 'open']

/**
 * The strictest of the environments that have the process as a target, by its id or its address;
 * undefined for one that none knows: it is the user's own affair. The main process decides the same way.
 */
export function guardOf(
  { targetId, host, port }: Pick<Attachment, 'targetId' | 'host' | 'port'>,
  environments: readonly Environment[],
): AttachmentGuard | undefined {
  const [strictest] = environments
    .filter(({ targets }) =>
      targets.some(
        ({ id, address }) =>
          id === targetId ||
          (address.kind === 'node' && address.port === port && isSameHost(address.host, host)),
      ),
    )
    .toSorted((one, other) => strictness.indexOf(one.guard) - strictness.indexOf(other.guard))
  if (strictest === undefined) return undefined
  const { name, guard } = strictest
  const refusal = guard === 'read-only' ? `${name} is read-only: nothing stops the process there.` : undefined
  return { name, guard, refusal }
}

const loopback = new Set(['localhost', '127.0.0.1', '::1', '[::1]', '0.0.0.0', '::'])

/** Whether two names stand for one host, as far as that can be told without asking anybody. */
export function isSameHost(one: string, other: string): boolean {
  return one === other || (loopback.has(one) && loopback.has(other))
}
