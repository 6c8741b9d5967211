/** The request that a load begins with, as far as it can be known. */
import { useCurrentEnvironment, useEnvironments, findTarget } from '#renderer/stores/environments.ts'
import { suggestedRequests } from '#renderer/stores/node-load/suggest.ts'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'

export function useSuggestedRequests({ pid, targetId }: Attachment): string {
  const current = useCurrentEnvironment()
  const environments = useEnvironments((state) => state.environments)
  const own = targetId === undefined ? undefined : findTarget(environments, targetId)?.environment
  const process = useNodeProcesses((state) => state.list?.processes.find((each) => each.pid === pid))
  return suggestedRequests(process, own ?? current)
}
