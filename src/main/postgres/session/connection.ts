import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg'
import { connectPostgres } from '#main/environments/index.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { type Backend, backendOf, stopBackend } from './cancel.ts'
import { failureOf } from './failure-of.ts'

/** Values as the server prints them; none is turned into a number, so int8 and numeric keep every digit. */
export type TextRow = (string | null)[]

export interface Query {
  text: string
  values?: (string | null)[]
  /** Missing from the types of pg: it makes even a statement without values extended. */
  queryMode?: 'extended'
}

/** The server at the other end, as it said itself. */
export interface Server {
  backendPid: number
  /** Start of the server process, seconds since 1970 as the server prints them; hidden behind some poolers. */
  backendStartedAt: string | undefined
  /** `server_version_num`: 180004. */
  versionNumber: number
  /** `server_version`: `18.4`. */
  serverVersion: string
}

interface ConnectionOptions {
  applicationName: string
  timeouts: Timeouts
  signal: AbortSignal | undefined
}

/** After this a connection that does not take its goodbye is cut. */
const LONGEST_GOODBYE: Milliseconds = 1000

/**
 * A connection that nobody else uses, with its failures in words and a signal that makes the server
 * stop at once. What is sent in which transaction is the business of those who open it.
 */
export class Connection {
  readonly #client: Client
  readonly #target: PostgresTarget
  readonly #timeouts: Timeouts
  readonly #signal: AbortSignal | undefined
  #backend: Backend | undefined
  #running: AbortController | undefined
  #stopping: Promise<void> | undefined

  private constructor(client: Client, target: PostgresTarget, { timeouts, signal }: ConnectionOptions) {
    this.#client = client
    this.#target = target
    this.#timeouts = timeouts
    this.#signal = signal
    signal?.addEventListener('abort', this.#stop)
  }

  static async open(target: PostgresTarget, options: ConnectionOptions): Promise<Connection> {
    throwIfCancelled(options.signal)
    const client = await connectPostgres(target, {
      connectTimeoutMs: options.timeouts.connectTimeoutMs,
      applicationName: options.applicationName,
      ...(options.signal ? { signal: options.signal } : {}),
    })
    // A lost connection rejects the statement that runs; without one there is nobody to tell.
    client.on('error', () => {})
    return new Connection(client, target, options)
  }

  /** Asks the server who it is. Throws UNSUPPORTED for one that is too old. */
  async identify(): Promise<Server> {
    const [row] = await this.run({
      text: `SELECT pg_backend_pid(), current_setting('server_version_num'), current_setting('server_version'),
        (SELECT extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid())`,
    })
    const [pid, versionNumber, serverVersion, startedAt] = row ?? []
    this.#backend = backendOf(this.#client, Number(pid), startedAt ?? undefined)
    if (Number(versionNumber) < 120_000) {
      throw new Failure('UNSUPPORTED', `This server is Postgres ${serverVersion}; Pitwall needs 12 or later.`)
    }
    return {
      backendPid: Number(pid),
      backendStartedAt: startedAt ?? undefined,
      versionNumber: Number(versionNumber),
      serverVersion: serverVersion ?? '',
    }
  }

  /** The process the protocol named at login is not the one that answers: something stands between. */
  get isPooled(): boolean {
    return this.#backend?.key?.processId !== this.#backend?.pid
  }

  /** Throws a Failure. Several statements in one text (ours alone) give no rows. */
  async run(query: Query): Promise<TextRow[]> {
    throwIfCancelled(this.#signal)
    const startedAt = performance.now()
    const running = new AbortController()
    this.#running = running
    try {
      const config: QueryArrayConfig = { ...query, rowMode: 'array', types: asText }
      const result: QueryArrayResult<TextRow> | QueryArrayResult<TextRow>[] = await this.#client.query(config)
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

  /** Ends it, whatever state it is in. `lastWords` is sent before, and may fail. */
  async close(lastWords?: string): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop)
    await this.#stopping
    const client = this.#client
    const goodbye = async (): Promise<void> => {
      if (lastWords !== undefined) await client.query(lastWords).catch(() => {})
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

  readonly #stop = (): void => {
    if (!this.#running) return
    this.#stopping = stopBackend(this.#target, this.#client, this.#backend, this.#running.signal)
  }
}

const asText = { getTypeParser: () => (value: string) => value }
