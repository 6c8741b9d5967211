/** What may be done to an attached process: it belongs to the environment whose target it was attached as. */
import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import type { Guard } from '#shared/contract/environments.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'

export interface AttachmentGuard {
  /** Of the environment. */
  name: string
  guard: Guard
  /** Why what stops the process for a while is not to be had; undefined where it is. */
  refusal: string | undefined
}

/** Undefined for a process that no environment knows: it is the user's own affair. */
export function useGuardOf({ targetId }: Pick<Attachment, 'targetId'>): AttachmentGuard | undefined {
  const environments = useEnvironments((state) => state.environments)
  const found = targetId === undefined ? undefined : findTarget(environments, targetId)
  if (found === undefined) return undefined
  const { name, guard } = found.environment
  return {
    name,
    guard,
    refusal:
      guard === 'read-only' ? `${name} is read-only: nothing that stops the process there.` : undefined,
  }
}
