import type { AppInfo } from '#shared/contract/app.ts'
import { createLedger } from './changes/index.ts'
import { createDemo } from './demo/index.ts'
import { createEnvironments, type Keychain, requireHttp } from './environments/index.ts'
import { createJobs } from './jobs/index.ts'
import { createNodeRooms } from './node/index.ts'
import { createStatements, createTableSizes, requirePostgres } from './postgres/index.ts'
import { createProfiles } from './profiles/index.ts'
import {
  createComplianceCounter,
  createKeyspaceAnalyses,
  createTraces,
  createTtlPolicies,
  requireRedis,
} from './redis/index.ts'
import { createRouter, type Router } from './router.ts'
import { createSettings } from './settings/index.ts'
import { openStorage } from './storage/index.ts'
import { packageVersion } from './version.ts'

export interface WorkbenchOptions {
  /** The user-data folder. */
  home: string
  shell: AppInfo['shell']
  /** The system's key store, where the shell has one. */
  keychain?: Keychain | undefined
  /** Why there is none, one sentence. */
  secretStorageReason?: string
  electronVersion?: string
  log: (message: string) => void
}

/** Everything behind the contract, opened once by a shell or a terminal command and closed by it. */
export interface Workbench {
  router: Router
  startDemo: () => void
  /** Cancels what runs, stops what was started, closes the database. */
  close: () => Promise<void>
}

export function openWorkbench(options: WorkbenchOptions): Workbench {
  const storage = openStorage(options.home)
  let notices = storage.notices
  const settings = createSettings(storage.database)
  const jobs = createJobs()
  const environments = createEnvironments({ database: storage.database, keychain: options.keychain })
  const ledger = createLedger({ database: storage.database })
  const demo = createDemo({ home: options.home, environments, log: options.log })

  const profiles = createProfiles({ database: storage.database, home: options.home })
  const node = createNodeRooms({ profiles, environments })

  const appInfo = (): AppInfo => ({
    version: packageVersion(),
    shell: options.shell,
    platform: process.platform,
    nodeVersion: process.versions.node,
    ...(options.electronVersion === undefined ? {} : { electronVersion: options.electronVersion }),
    home: options.home,
    secretStorage: options.keychain
      ? { kind: 'keychain' }
      : {
          kind: 'memory',
          ...(options.secretStorageReason === undefined ? {} : { reason: options.secretStorageReason }),
        },
    notices,
  })

  const router = createRouter({
    appInfo,
    dismissNotice: (id) => {
      notices = notices.filter((notice) => notice.id !== id)
    },
    settings,
    jobs,
    environments,
    demo,
    ledger,
    postgresTarget: async (targetId) => requirePostgres(await environments.resolve(targetId)),
    statements: createStatements({ database: storage.database }),
    tableSizes: createTableSizes(storage.database),
    redisTarget: async (targetId) => requireRedis(await environments.resolve(targetId)),
    httpTarget: async (targetId) => requireHttp(await environments.resolve(targetId)),
    keyspaceAnalyses: createKeyspaceAnalyses({
      database: storage.database,
      createComplianceCounter,
    }),
    ttlPolicies: createTtlPolicies({ database: storage.database }),
    traces: createTraces({ database: storage.database, home: options.home }),
    node,
    profiles,
    log: options.log,
  })

  return {
    router,
    startDemo: () => demo.start(),
    async close() {
      await jobs.close()
      // Before the demo ends: its service is to be left as it was, too.
      await node.close()
      await demo.close()
      ledger.close()
      storage.close()
    },
  }
}
