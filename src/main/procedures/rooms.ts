import type { Ledger } from '#main/changes/index.ts'
import type { AppInfo } from '#shared/contract/app.ts'
import type { Demo } from '../demo/index.ts'
import type { HttpAddress } from '#shared/contract/environments.ts'
import type { Environments, ResolvedTarget } from '../environments/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { PostgresTarget, StatementsRoom, TableSizes } from '../postgres/index.ts'
import type { NodeRooms } from '../node/index.ts'
import type { ProfilesRoom } from '../profiles/index.ts'
import type { KeyspaceAnalyses, RedisTarget, Traces, TtlPolicies } from '../redis/index.ts'
import type { SettingsRoom } from '../settings/index.ts'

/** The rooms that the procedures of the contract are carried out in. */
export interface Rooms {
  appInfo: () => AppInfo
  dismissNotice: (id: string) => void
  settings: SettingsRoom
  jobs: Jobs
  environments: Environments
  demo: Demo
  ledger: Ledger
  statements: StatementsRoom
  tableSizes: TableSizes
  /** A target by its id. Throws NOT_FOUND, and BAD_INPUT where it is no Postgres. */
  postgresTarget: (targetId: string) => Promise<PostgresTarget>
  /** A target by its id. Throws NOT_FOUND, and BAD_INPUT where it is no Redis. */
  redisTarget: (targetId: string) => Promise<RedisTarget>
  /** A target by its id. Throws NOT_FOUND, and BAD_INPUT where it is no HTTP service. */
  httpTarget: (targetId: string) => Promise<ResolvedTarget<HttpAddress>>
  keyspaceAnalyses: KeyspaceAnalyses
  ttlPolicies: TtlPolicies
  traces: Traces
  node: NodeRooms
  profiles: ProfilesRoom
  log: (message: string) => void
}
