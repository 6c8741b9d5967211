import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg'
import { connectPostgres } from '#main/environments/index.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { type Backend, backendOf, stopBackend } from './cancel.ts'
import { failureOf } from './failure-of.ts'

/** Values as the server prints them; none is turned into a number, so int8 and numeric keep every digit. */
export type TextRow = (string | null)[]

/** One transaction on a connection of its own. */
export interface Session {
  backendPid: number
  /** `server_version_num`: 180004. */
  versionNumber: number
  /** `server_version`: `18.4`. */
  serverVersion: string
  /**
   * Runs one statement through the extended protocol, which takes no second one. Values go as text, and
   * the server decides their types. Throws a Failure.
   */
  run: (sql: string, values?: readonly (string | null)[]) => Promise<TextRow[]>
  /** Runs text through the simple protocol: for what the extended one does not take. */
  runSimple: (sql: string) => Promise<TextRow[]>
  /** Runs what may be refused, and leaves the transaction as if it had not been tried. */
  attempt: (sql: string) => Promise<boolean>
  /** Rolls back and begins again. */
  restart: (access: Access) => Promise<void>
}

type Access = 'READ ONLY' | 'READ WRITE'

/** Pitwall itself between two statements of a transaction; more means that it hangs. */
const LONGEST_PAUSE: Milliseconds = 30_000
/** After this a connection that does not take its goodbye is cut. */
const LONGEST_GOODBYE: Milliseconds = 1000

/**
 * The one way to a user's database: a connection that nobody else uses, a transaction with timeouts
 * (READ ONLY until {@link Session.restart} asks for more), `work`, ROLLBACK, and the end of the
 * connection, whatever happens. When the signal fires, the server is told to stop at once.
 *
 * Throws a Failure: CANCELLED, TIMEOUT (naming the setting), CONNECTION_LOST, or what the server said.
 */
export async function withSession<T>(
  target: PostgresTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal)
  const client = await connectPostgres(target, {
    connectTimeoutMs: timeouts.connectTimeoutMs,
    applicationName: 'pitwall',
    ...(signal ? { signal } : {}),
  })
  // A lost connection rejects the statement that runs; without one there is nobody to tell.
  client.on('error', () => {})
  const transaction = new Transaction(client, target, timeouts, signal)
  try {
    return await work(await transaction.open())
  } finally {
    await transaction.close()
  }
}

class Transaction {
  readonly #client: Client
  readonly #target: PostgresTarget
  readonly #timeouts: Timeouts
  readonly #signal: AbortSignal | undefined
  #backend: Backend | undefined
  #canNotice = false
  #running: AbortController | undefined
  #stopping: Promise<void> | undefined

  constructor(client: Client, target: PostgresTarget, timeouts: Timeouts, signal: AbortSignal | undefined) {
    this.#client = client
    this.#target = target
    this.#timeouts = timeouts
    this.#signal = signal
    signal?.addEventListener('abort', this.#stop)
  }

  async open(): Promise<Session> {
    await this.#begin('READ ONLY')
    const [row] = await this.#run({
      text: `SELECT pg_backend_pid(), current_setting('server_version_num'), current_setting('server_version'),
        (SELECT extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid())`,
    })
    const [pid, versionNumber, serverVersion, startedAt] = row ?? []
    this.#backend = backendOf(this.#client, Number(pid), startedAt ?? undefined)
    if (Number(versionNumber) < 120_000) {
      throw new Failure('UNSUPPORTED', `This server is Postgres ${serverVersion}; Pitwall needs 12 or later.`)
    }
    this.#canNotice = Number(versionNumber) >= 140_000
    await this.#noticeLostClient()
    return {
      backendPid: Number(pid),
      versionNumber: Number(versionNumber),
      serverVersion: serverVersion ?? '',
      run: async (text, values) =>
        // queryMode is missing from the types of pg: it makes even a statement without values extended.
        await this.#run({ text, queryMode: 'extended', ...(values ? { values: [...values] } : {}) }),
      runSimple: async (text) => await this.#run({ text }),
      attempt: async (text) => await this.#attempt(text),
      restart: async (access) => {
        await this.#run({ text: 'ROLLBACK' })
        await this.#begin(access)
        await this.#noticeLostClient()
      },
    }
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop)
    await this.#stopping
    const client = this.#client
    const goodbye = async (): Promise<void> => {
      // Ending the connection rolls back too; saying so frees the locks a moment earlier.
      await client.query('ROLLBACK').catch(() => {})
      await client.end()
    }
    let limit: NodeJS.Timeout | undefined
    const tooLong = new Promise<void>((resolve) => {
      limit = setTimeout(() => {
        client.connection.stream.destroy()
        resolve()
      }, LONGEST_GOODBYE)
    })
    await Promise.race([goodbye(), tooLong])
    clearTimeout(limit)
  }

  async #begin(access: Access): Promise<void> {
    const { statementTimeoutMs, lockTimeoutMs } = this.#timeouts
    // The statement was checked as a server with standard strings reads it; it must be run so, too. The
    // driver speaks UTF-8 whatever the database is encoded in.
    await this.#run({
      text: `BEGIN TRANSACTION ${access};
        SET LOCAL statement_timeout = ${Math.ceil(statementTimeoutMs)};
        SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)};
        SET LOCAL idle_in_transaction_session_timeout = ${LONGEST_PAUSE};
        SET LOCAL standard_conforming_strings = on;
        SET LOCAL client_encoding = 'UTF8'`,
    })
  }

  /** A server whose client is gone (Pitwall was killed) then stops by itself; not every system can tell. */
  async #noticeLostClient(): Promise<void> {
    if (!this.#canNotice) return
    this.#canNotice = await this.#attempt('SET LOCAL client_connection_check_interval = 1000')
  }

  async #attempt(sql: string): Promise<boolean> {
    try {
      await this.#run({ text: `SAVEPOINT attempt; ${sql}` })
      return true
    } catch (error) {
      if (!(error instanceof Failure) || !('sqlState' in error.facts)) throw error
      throwIfCancelled(this.#signal)
      await this.#run({ text: 'ROLLBACK TO SAVEPOINT attempt' })
      return false
    }
  }

  async #run(query: {
    text: string
    values?: (string | null)[]
    queryMode?: 'extended'
  }): Promise<TextRow[]> {
    throwIfCancelled(this.#signal)
    const startedAt = performance.now()
    const running = new AbortController()
    this.#running = running
    try {
      const config: QueryArrayConfig = { ...query, rowMode: 'array', types: asText }
      const result: QueryArrayResult<TextRow> | QueryArrayResult<TextRow>[] = await this.#client.query(config)
      // Several statements in one text (ours alone) give several results.
      return Array.isArray(result) ? [] : result.rows
    } catch (error) {
      throw failureOf(error, {
        target: this.#target,
        timeouts: this.#timeouts,
        elapsedMs: performance.now() - startedAt,
        cancelled: this.#signal?.aborted === true,
      })
    } finally {
      running.abort()
      this.#running = undefined
    }
  }

  readonly #stop = (): void => {
    if (!this.#running) return
    this.#stopping = stopBackend(this.#target, this.#client, this.#backend, this.#running.signal)
  }
}

const asText = { getTypeParser: () => (value: string) => value }
