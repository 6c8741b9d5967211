import type { DatabaseSync } from 'node:sqlite'
import { type TtlPolicy, ttlPolicySchema } from '#shared/contract/redis/ttl-policies.ts'
import { Failure } from '#shared/failure.ts'
import { inTransaction } from '#main/storage/index.ts'

/** The tables of TTL policies, one for each target, in the workbench's own database. */
export interface PolicyTables {
  /** In the order in which they count; empty where the target has none. */
  get(targetId: string): TtlPolicy[]
  /**
   * Puts a table in place of the former.
   *
   * @throws Failure BAD_INPUT for a policy that cannot be or an id that stands twice, NOT_FOUND for a
   * target that is not there; the former table stays then
   */
  set(targetId: string, policies: readonly TtlPolicy[]): TtlPolicy[]
}

export function createPolicyTables(database: DatabaseSync): PolicyTables {
  const read = database.prepare('SELECT * FROM ttl_policies WHERE target_id = ? ORDER BY position')
  const isTarget = database.prepare('SELECT 1 FROM targets WHERE id = ?')
  const clear = database.prepare('DELETE FROM ttl_policies WHERE target_id = ?')
  const add = database.prepare(
    `INSERT INTO ttl_policies (target_id, id, position, pattern, ttl_seconds, jitter_percent, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )

  const get = (targetId: string): TtlPolicy[] =>
    read.all(targetId).map((row) => ({
      id: String(row['id']),
      pattern: String(row['pattern']),
      ttlSeconds: row['ttl_seconds'] === null ? null : Number(row['ttl_seconds']),
      jitterPercent: Number(row['jitter_percent']),
      reason: String(row['reason']),
    }))

  return {
    get,
    set(targetId, policies) {
      checkPolicies(policies)
      inTransaction(database, () => {
        if (isTarget.get(targetId) === undefined) {
          throw new Failure('NOT_FOUND', 'This target is not there any more.', {
            hint: 'Reload the environments; it may have been removed in another window.',
          })
        }
        clear.run(targetId)
        for (const [position, { id, pattern, ttlSeconds, jitterPercent, reason }] of policies.entries()) {
          add.run(targetId, id, position, pattern, ttlSeconds, jitterPercent, reason)
        }
      })
      return get(targetId)
    },
  }
}

function checkPolicies(policies: readonly TtlPolicy[]): void {
  const ids = new Set<string>()
  for (const [index, policy] of policies.entries()) {
    const checked = ttlPolicySchema.safeParse(policy)
    if (!checked.success) {
      const [issue] = checked.error.issues
      throw new Failure(
        'BAD_INPUT',
        `Policy ${index + 1} (${policy.pattern}) cannot be kept: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not allowed'}.`,
      )
    }
    if (policy.pattern.trim() === '') {
      throw new Failure('BAD_INPUT', `Policy ${index + 1} has no pattern.`, {
        hint: 'Write the beginning of its keys and a star, such as session:*, or take the row out.',
      })
    }
    if (ids.has(policy.id)) {
      throw new Failure('BAD_INPUT', `The policy ${policy.pattern} is in the table twice (id ${policy.id}).`)
    }
    ids.add(policy.id)
  }
}
