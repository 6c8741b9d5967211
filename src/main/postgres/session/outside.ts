import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { Connection, type Server, type TextRow } from './connection.ts'

/** A connection of its own outside any transaction: each statement is one. */
export interface Outside extends Server {
  /** Runs one statement through the extended protocol, which takes no second one. Throws a Failure. */
  run: (sql: string, values?: readonly (string | null)[]) => Promise<TextRow[]>
}

export interface OutsideOptions {
  /** What `pg_stat_activity` shows. */
  applicationName: string
  /** `reading`: nothing can be written by it. */
  access: 'reading' | 'changing'
  /** How long a statement may take; without a limit where absent. */
  statementTimeoutMs?: Milliseconds
  /** How long a lock may be waited for; without a limit where absent. */
  lockTimeoutMs?: Milliseconds
}

/** A pooler gives each statement the server connection that is free: asked so often, it shows. */
const ROUNDS = 5

/**
 * For what cannot be run in a transaction block (CREATE INDEX CONCURRENTLY, VACUUM) and for looking
 * again and again, where a transaction would show the same figures each time. Everything else goes
 * through `withSession`. The connection is ended whatever happens; when the signal fires, the server
 * is told to stop at once.
 *
 * Throws a Failure: CANCELLED, TIMEOUT (naming the setting), CONNECTION_LOST, UNSUPPORTED behind a
 * pooler that shares server connections, or what the server said.
 */
export async function withOutside<T>(
  target: PostgresTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  options: OutsideOptions,
  work: (outside: Outside) => Promise<T>,
): Promise<T> {
  const limits = {
    connectTimeoutMs: timeouts.connectTimeoutMs,
    statementTimeoutMs: options.statementTimeoutMs ?? Infinity,
    lockTimeoutMs: options.lockTimeoutMs ?? Infinity,
  }
  const open = async (): Promise<Connection> =>
    await Connection.open(target, { applicationName: options.applicationName, timeouts: limits, signal })
  const connection = await open()
  try {
    const server = await connection.identify()
    if (connection.isPooled && (await sharesConnections(connection, open))) throw pooled(target)
    // Not in one text: that would be one transaction, and a setting refused would take back the others.
    for (const [name, value] of Object.entries(settings(limits, options.access, server.versionNumber))) {
      await connection.run({ text: `SET ${name} = ${value}` })
    }
    return await work({
      ...server,
      run: async (text, values) =>
        await connection.run({ text, queryMode: 'extended', ...(values ? { values: [...values] } : {}) }),
    })
  } finally {
    await connection.close()
  }
}

/** 0 is without a limit. */
function duration(time: Milliseconds): string {
  return time === Infinity ? '0' : String(Math.ceil(time))
}

function settings(
  limits: Timeouts,
  access: OutsideOptions['access'],
  versionNumber: number,
): Record<string, string> {
  return {
    statement_timeout: duration(limits.statementTimeoutMs),
    lock_timeout: duration(limits.lockTimeoutMs),
    // A build of hours is one statement, and to the server one transaction after another.
    ...(versionNumber >= 170_000 ? { transaction_timeout: '0' } : {}),
    // What is run was read as a server with standard strings reads it. The driver speaks UTF-8.
    standard_conforming_strings: 'on',
    client_encoding: `'UTF8'`,
    ...(access === 'reading' ? { default_transaction_read_only: 'on' } : {}),
  }
}

/**
 * Does the pooler give one server connection to two clients that are both there? It is asked before
 * anything is set, because a setting would stay on a shared connection for whoever comes next.
 */
async function sharesConnections(one: Connection, open: () => Promise<Connection>): Promise<boolean> {
  const other = await open()
  try {
    const seen = new Set<number>()
    for (let round = 0; round < ROUNDS; round++) {
      const mine = await pidOf(one)
      if ((await pidOf(other)) === mine) return true
      seen.add(mine)
    }
    return seen.size > 1
  } finally {
    await other.close()
  }
}

async function pidOf(connection: Connection): Promise<number> {
  const [row] = await connection.run({ text: 'SELECT pg_backend_pid()' })
  return Number(row?.[0])
}

function pooled({ name }: PostgresTarget): Failure {
  return new Failure(
    'UNSUPPORTED',
    `${name} is a connection pooler in transaction mode, and a change needs a server connection of its own.`,
    {
      hint: "Give the server's own address as the target (its direct port, not the pooler's), or a pool in session mode.",
      facts: { pooler: true },
    },
  )
}
