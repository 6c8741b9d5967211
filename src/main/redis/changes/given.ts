import * as z from 'zod'
import type { Entry } from '#main/changes/index.ts'
import { Failure } from '#shared/failure.ts'
import { parseRedisChange, type RedisChange } from '#shared/redis/change-text.ts'
import type { RedisServer } from '../connect/index.ts'
import { infoOf } from './single/info.ts'
import type { ChangeOfKeys } from './keys/rule.ts'

/** What the changes of this room remember in the ledger. */
const factsSchema = z.object({
  /** The text that the change is read from. */
  given: z.string(),
  /** Of the jitter. */
  seed: z.number().default(0),
  /** What was there before, and what the change made; of changes without a journal. */
  before: z.record(z.string(), z.json()).default({}),
  made: z.record(z.string(), z.json()).default({}),
})

export function factsOf(entry: Entry): z.infer<typeof factsSchema> & { change: RedisChange } {
  const facts = factsSchema.parse(entry.facts)
  return { ...facts, change: parseRedisChange(facts.given) }
}

export function isChangeOfKeys(change: RedisChange): change is ChangeOfKeys {
  return ['each', 'expire', 'persist', 'unlink'].includes(change.kind)
}

/** @throws Failure REFUSED for a replica, which takes no keys from anybody but its master */
export async function refuseReplica({ masters }: RedisServer): Promise<void> {
  for (const node of masters) {
    const replication = await infoOf(node, 'replication')
    if (replication.get('role') !== 'slave') continue
    throw new Failure('REFUSED', `${node.name} is a replica: it only follows its master.`, {
      hint: `Change the keys on its master ${replication.get('master_host') ?? ''}:${replication.get('master_port') ?? ''}; they come here by themselves.`,
    })
  }
}
