import type { Server } from './server.ts'

/** A server that has run for ten days, on another machine. */
export function serverLike(change: Partial<Server> = {}): Server {
  return {
    version: 180_000,
    database: 'shop',
    role: 'me',
    isSuperuser: true,
    seesAll: true,
    isStandby: false,
    managedBy: undefined,
    uptimeMs: 10 * 86_400_000,
    countingMs: 10 * 86_400_000,
    databaseBytes: 10 * 1_073_741_824,
    machine: undefined,
    traits: [],
    ...change,
  }
}
