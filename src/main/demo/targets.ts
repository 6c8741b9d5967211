import type { Address } from '#shared/contract/environments.ts'

/** The name of the database that the examples run on. */
export const DATABASE_TARGET = 'Shop database'

interface DemoTarget {
  name: string
  address: Address
  password?: string
}

/** What runs, as far as its addresses go. */
export interface DemoServers {
  postgres: { host: string; port: number; user: string; password: string; database: string }
  redis: { port: number } | undefined
  api: { port: number; inspectorPort: number } | undefined
}

/** The targets of the demo's environment: one for each server that runs. */
export function demoTargets({ postgres, redis, api }: DemoServers): DemoTarget[] {
  const host = '127.0.0.1'
  const targets: DemoTarget[] = [
    {
      name: DATABASE_TARGET,
      address: {
        kind: 'postgres',
        host: postgres.host,
        port: postgres.port,
        database: postgres.database,
        user: postgres.user,
        tls: { mode: 'disable' },
      },
      password: postgres.password,
    },
  ]
  if (redis) {
    targets.push({
      name: 'Shop cache',
      address: { kind: 'redis', host, port: redis.port, database: 0, tls: { mode: 'disable' } },
    })
  }
  if (api) {
    targets.push(
      { name: 'Shop API', address: { kind: 'http', url: `http://${host}:${api.port}` } },
      { name: 'Shop API process', address: { kind: 'node', host, port: api.inspectorPort } },
    )
  }
  return targets
}
