import { advisorProcedures } from './procedures/advisor.ts'
import { changeProcedures } from './procedures/changes.ts'
import { healthProcedures } from './procedures/health.ts'
import { createImplementer } from './procedures/implementer.ts'
import { keyspaceProcedures } from './procedures/keyspace.ts'
import { nodeProcedures } from './procedures/node.ts'
import { queryProcedures } from './procedures/postgres.ts'
import { profileProcedures } from './procedures/profiles.ts'
import { traceProcedures } from './procedures/traces.ts'
import type { Rooms } from './procedures/rooms.ts'
import { redisProcedures } from './procedures/redis.ts'
import { statementProcedures } from './procedures/statements.ts'

/** Puts every procedure of the contract in front of the room that carries it out. */
export function createRouter(rooms: Rooms) {
  const { environments, settings, jobs, demo } = rooms
  const os = createImplementer(rooms.log)

  return os.router({
    app: {
      info: os.app.info.handler(() => rooms.appInfo()),
      dismissNotice: os.app.dismissNotice.handler(({ input }) => {
        rooms.dismissNotice(input.id)
        return {}
      }),
    },
    settings: {
      get: os.settings.get.handler(() => settings.get()),
      update: os.settings.update.handler(({ input }) => settings.update(input)),
    },
    jobs: {
      watch: os.jobs.watch.handler(({ signal }) => jobs.watch(signal)),
      cancel: os.jobs.cancel.handler(({ input }) => {
        jobs.cancel(input.id)
        return {}
      }),
      clear: os.jobs.clear.handler(() => {
        jobs.clear()
        return {}
      }),
    },
    environments: {
      list: os.environments.list.handler(() => environments.list()),
      create: os.environments.create.handler(({ input }) => environments.create(input)),
      update: os.environments.update.handler(({ input }) => environments.update(input)),
      duplicate: os.environments.duplicate.handler(({ input }) => environments.duplicate(input)),
      remove: os.environments.remove.handler(({ input }) => {
        environments.remove(input.id)
        return {}
      }),
    },
    targets: {
      create: os.targets.create.handler(({ input }) => environments.createTarget(input)),
      update: os.targets.update.handler(({ input }) => environments.updateTarget(input)),
      duplicate: os.targets.duplicate.handler(({ input }) => environments.duplicateTarget(input)),
      remove: os.targets.remove.handler(({ input }) => {
        environments.removeTarget(input.id)
        return {}
      }),
      test: os.targets.test.handler(({ input, signal }) =>
        environments.test(input, { connectTimeoutMs: settings.get().connectTimeoutMs, signal }),
      ),
    },
    discovery: {
      readText: os.discovery.readText.handler(({ input }) => environments.readText(input.text)),
      readFolder: os.discovery.readFolder.handler(({ input }) => environments.readFolder(input.folder)),
      readMachine: os.discovery.readMachine.handler(() => environments.readMachine()),
    },
    demo: {
      watch: os.demo.watch.handler(({ signal }) => demo.watch(signal)),
      start: os.demo.start.handler(() => {
        demo.start()
        return {}
      }),
      stop: os.demo.stop.handler(async () => {
        await demo.stop()
        return {}
      }),
    },
    postgres: {
      ...queryProcedures(os, rooms),
      statements: statementProcedures(os, rooms),
      advisor: advisorProcedures(os, rooms),
      health: healthProcedures(os, rooms),
    },
    redis: { ...redisProcedures(os, rooms), ...keyspaceProcedures(os, rooms), ...traceProcedures(os, rooms) },
    node: nodeProcedures(os, rooms),
    profiles: profileProcedures(os, rooms),
    changes: changeProcedures(os, rooms),
  })
}

export type Router = ReturnType<typeof createRouter>
