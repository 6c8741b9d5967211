import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { Connection, type TextRow } from './connection.ts'

export type { TextRow } from './connection.ts'

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
  const connection = await Connection.open(target, { applicationName: 'pitwall', timeouts, signal })
  const transaction = new Transaction(connection, timeouts, signal)
  try {
    return await work(await transaction.open())
  } finally {
    // Ending the connection rolls back too; saying so frees the locks a moment earlier.
    await connection.close('ROLLBACK')
  }
}

class Transaction {
  readonly #connection: Connection
  readonly #timeouts: Timeouts
  readonly #signal: AbortSignal | undefined
  #canNotice = false

  constructor(connection: Connection, timeouts: Timeouts, signal: AbortSignal | undefined) {
    this.#connection = connection
    this.#timeouts = timeouts
    this.#signal = signal
  }

  async open(): Promise<Session> {
    const connection = this.#connection
    await this.#begin('READ ONLY')
    const { backendPid, versionNumber, serverVersion } = await connection.identify()
    this.#canNotice = versionNumber >= 140_000
    await this.#noticeLostClient()
    return {
      backendPid,
      versionNumber,
      serverVersion,
      run: async (text, values) =>
        await connection.run({ text, queryMode: 'extended', ...(values ? { values: [...values] } : {}) }),
      runSimple: async (text) => await connection.run({ text }),
      attempt: async (text) => await this.#attempt(text),
      restart: async (access) => {
        await connection.run({ text: 'ROLLBACK' })
        await this.#begin(access)
        await this.#noticeLostClient()
      },
    }
  }

  async #begin(access: Access): Promise<void> {
    const { statementTimeoutMs, lockTimeoutMs } = this.#timeouts
    // The statement was checked as a server with standard strings reads it; it must be run so, too. The
    // driver speaks UTF-8 whatever the database is encoded in.
    await this.#connection.run({
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
      await this.#connection.run({ text: `SAVEPOINT attempt; ${sql}` })
      return true
    } catch (error) {
      if (!(error instanceof Failure) || !('sqlState' in error.facts)) throw error
      throwIfCancelled(this.#signal)
      await this.#connection.run({ text: 'ROLLBACK TO SAVEPOINT attempt' })
      return false
    }
  }
}
