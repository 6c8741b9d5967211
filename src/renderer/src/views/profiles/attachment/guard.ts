import { useEnvironments } from '#renderer/stores/environments.ts'
import { type AttachmentGuard, guardOf } from '#renderer/stores/node-attachments/guard.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'

/** What may be done to an attached process; undefined where no environment knows it. */
export function useGuardOf(attachment: Attachment): AttachmentGuard | undefined {
  const environments = useEnvironments((state) => state.environments)
  return guardOf(attachment, environments)
}
