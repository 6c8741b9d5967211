import type { Attachment } from '#shared/contract/node/attachments.ts'
import { evaluateIn } from '../inspector/index.ts'
import type { LinkedThread } from './link.ts'
import type { AttachedThread } from './room.ts'

/** A thread for the rooms that work with it. */
export function attachedThread(
  { thread, inspector, cleanUps }: LinkedThread,
  environment: AttachedThread['environment'],
  describe: () => Attachment,
): AttachedThread {
  return {
    get attachment() {
      return describe()
    },
    thread,
    inspector,
    environment,
    evaluate: async (schema, functionSource, args = [], options = {}) =>
      await evaluateIn(inspector, schema, functionSource, args, options),
    beforeDetach(work) {
      cleanUps.add(work)
      return () => cleanUps.delete(work)
    },
    lost: inspector.closed,
  }
}
