import type { Socket } from 'node:net'
import { Client } from 'pg'
import type { PostgresAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { ResolvedTarget } from '../target.ts'
import { startDeadline, type Deadline } from './deadline.ts'
import { openSocket } from './network.ts'
import { failureFromPostgres, placeOfPostgres } from './postgres-failure.ts'
import { negotiateTls } from './postgres-startup.ts'
import { nobody, type Stages } from './stages.ts'

export interface ConnectPostgresOptions {
  /** For the whole attempt: name, socket, TLS and login. */
  connectTimeoutMs: Milliseconds
  /** What `pg_stat_activity` shows. */
  applicationName: string
  /** Ends the attempt at once; once connected it has no effect. */
  signal?: AbortSignal | undefined
}

/**
 * A connection of its own to the server, logged in and with the database open. The caller ends it.
 *
 * @throws Failure with one sentence and a hint, never a password
 */
export async function connectPostgres(
  target: ResolvedTarget<PostgresAddress>,
  options: ConnectPostgresOptions,
): Promise<Client> {
  using deadline = startDeadline(options.connectTimeoutMs, options.signal)
  return await openPostgres(target, options.applicationName, deadline, nobody)
}

/** {@link connectPostgres}, telling each stage. */
export async function openPostgres(
  target: ResolvedTarget<PostgresAddress>,
  applicationName: string,
  deadline: Deadline,
  stages: Stages,
): Promise<Client> {
  const attempt = async (address: PostgresAddress) => {
    const place = placeOfPostgres(address)
    const socket = await openSocket(place, deadline, stages)
    const connected = await negotiateTls(socket, address.tls, place, deadline, stages)
    return await logIn({ ...target, address }, connected, applicationName, deadline, stages)
  }
  try {
    return await attempt(target.address)
  } catch (error) {
    if (target.address.tls.mode !== 'prefer' || !isAboutTls(error)) throw error
  }
  return await attempt({ ...target.address, tls: { mode: 'disable' } })
}

/** As libpq: with `prefer`, a failed handshake or a server that has no rule for TLS gets plain text. */
function isAboutTls(error: unknown): boolean {
  return error instanceof Failure && (error.code === 'TLS' || error.facts['reason'] === 'pg_hba')
}

async function logIn(
  target: ResolvedTarget<PostgresAddress>,
  socket: Socket,
  applicationName: string,
  deadline: Deadline,
  stages: Stages,
): Promise<Client> {
  const { address } = target
  const client = new Client({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    password: () => passwordOf(target),
    application_name: applicationName,
    stream: () => alreadyConnected(socket),
    // TLS has been settled on the socket. Both are given, or `pg` takes them from its environment.
    ssl: false,
    sslnegotiation: 'postgres',
  })
  // The loss of an idle connection is told by the next query; without a listener it would end the
  // process.
  client.on('error', () => {})
  const authenticated = Promise.withResolvers<void>()
  client.connection.once('authenticationOk', () => authenticated.resolve())
  const ready = client.connect()
  try {
    await stages.run(
      'authenticate',
      async () => await deadline.race(Promise.race([authenticated.promise, ready])).catch(sayWhy),
      () => `Logged in as ${address.user}.`,
    )
    await stages.run(
      'open',
      async () => await deadline.race(ready).catch(sayWhy),
      () => `The database ${address.database} is open.`,
    )
    return client
  } catch (error) {
    socket.destroy()
    throw error
  }

  function sayWhy(error: unknown): never {
    throw failureFromPostgres(error, target, deadline.timeoutMs)
  }
}

/** Asked for only when the server wants one, so that a missing password is told from a wrong one. */
function passwordOf(target: ResolvedTarget<PostgresAddress>): string {
  if (target.password !== undefined && target.password !== '') return target.password
  throw new Failure(
    'AUTHENTICATION',
    `The server wants a password for ${target.address.user}, and none was given.`,
    { hint: target.passwordNote ?? 'Give a password with the target, in PGPASSWORD or in ~/.pgpass.' },
  )
}

/** `pg` wants to connect the socket itself: this one says it has. */
function alreadyConnected(socket: Socket): Socket {
  const connected = () => {
    process.nextTick(() => {
      socket.emit('connect')
      // Reading the answer to the TLS question has stopped the flow.
      socket.resume()
    })
    return socket
  }
  return Object.assign(socket, { connect: connected })
}
