import { DatabaseError } from 'pg'
import type { Address, PostgresAddress } from '#shared/contract/environments.ts'
import { Failure, type FailureCode, type FailureDetails } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { ResolvedTarget } from '../target.ts'
import { TimedOut } from './deadline.ts'
import { failureFromNetwork, networkCode, type Place } from './network.ts'
import { failureFromTlsAlert } from './tls-failure.ts'

export function placeOfPostgres({ host, port }: { host: string; port: number }): Place {
  return { service: 'PostgreSQL', host: host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : host, port }
}

/**
 * Turns whatever a connection or a query threw into a failure with one sentence and a hint. Failures
 * pass through; the password is cut out of anything the server echoes.
 *
 * SQL errors carry the facts `sqlState` and, where the server named it, `position` (1-based, in
 * characters of the statement as sent).
 */
export function failureFromPostgres(
  error: unknown,
  target: ResolvedTarget,
  timeoutMs: Milliseconds = 0,
): Failure {
  if (error instanceof Failure) return error
  const place = placeOf(target.address)
  if (error instanceof DatabaseError) return failureFromServer(error, target)
  const { address } = target
  const alert = address.kind === 'postgres' ? failureFromTlsAlert(error, place, address.tls) : undefined
  if (alert !== undefined) return alert
  if (error instanceof TimedOut || networkCode(error) !== undefined) {
    return failureFromNetwork(error, place, timeoutMs)
  }
  const message = withoutPassword(error instanceof Error ? error.message : String(error), target)
  const known = driverErrors.find(({ matches }) => matches.test(message))
  if (known === undefined) {
    return new Failure('SERVER_ERROR', `The connection to ${target.name} failed: ${message}`, {
      cause: error,
    })
  }
  return new Failure(known.code, known.says(target.name), { hint: known.hint, cause: error })
}

function placeOf(address: Address): Place {
  if (address.kind === 'http') return { service: 'PostgreSQL', host: address.url, port: 0 }
  return placeOfPostgres(address)
}

/** What the driver throws itself, by its text: it has no codes of its own. */
const driverErrors: readonly {
  matches: RegExp
  code: FailureCode
  says: (name: string) => string
  hint: string
}[] = [
  {
    matches: /^Connection terminated|^Client has encountered a connection error|^Client was closed/,
    code: 'CONNECTION_LOST',
    says: (name) => `The connection to ${name} was lost.`,
    hint: 'The server may have been stopped or restarted, or ended the session; its log says which.',
  },
  {
    matches: /Unknown authentication\w* message type|SASL: Only mechanism|No supported SASL/i,
    code: 'UNSUPPORTED',
    says: (name) =>
      `${name} asks for a way of logging in that Pitwall does not know (Kerberos, SSPI or LDAP).`,
    hint: 'Use a role that logs in with a password (scram-sha-256 or md5 in pg_hba.conf).',
  },
  {
    matches: /^SASL|SCRAM/,
    code: 'AUTHENTICATION',
    says: (name) => `${name} did not prove that it knows the password: the login was broken off.`,
    hint: 'Something may stand between here and the server; check the address.',
  },
]

interface KnownState {
  /** SQLSTATE, or the class of it. */
  state: string
  /** Further condition on the server's message or routine, in any language it speaks. */
  when?: (error: DatabaseError) => boolean
  code: FailureCode
  says: (context: Context) => string
  hint?: (context: Context) => string | undefined
  facts?: Record<string, string>
}

interface Context {
  error: DatabaseError
  message: string
  user: string
  database: string
  target: ResolvedTarget
}

function failureFromServer(error: DatabaseError, target: ResolvedTarget): Failure {
  const state = error.code ?? ''
  const address: Partial<PostgresAddress> = target.address.kind === 'postgres' ? target.address : {}
  const message = withoutPassword(error.message, target)
  const context: Context = {
    error,
    message,
    user: address.user ?? 'this user',
    database: address.database ?? 'the database',
    target,
  }
  const known = knownStates.find((one) => state.startsWith(one.state) && (one.when?.(error) ?? true))
  const facts: FailureDetails['facts'] = { sqlState: state, ...known?.facts }
  if (error.position !== undefined) facts['position'] = Number(error.position)
  if (error.severity !== undefined) facts['severity'] = error.severity
  const ownHint = known?.hint?.(context)
  const serverSays = [error.detail, error.hint].filter((text) => text !== undefined).join(' ')
  return new Failure(known?.code ?? 'SERVER_ERROR', known?.says(context) ?? sentence(message), {
    hint: ownHint ?? (serverSays === '' ? undefined : withoutPassword(serverSays, target)),
    facts,
    cause: error,
  })
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** The server seldom echoes a password, but a function or a proxy in between might. */
function withoutPassword(text: string, { password }: ResolvedTarget): string {
  return password === undefined || password.length < 3 ? text : text.replaceAll(password, '***')
}

/** "timeout" in the languages the server's messages are translated to most. */
const timeoutWords =
  /time-?out|zeitüberschreitung|délai|tiempo|tempo|таймаут|тайм-аут|超时|タイムアウト|시간/i

/**
 * What people meet, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 * The first that fits wins; what is not here is shown in the server's own words.
 */
const knownStates: readonly KnownState[] = [
  {
    state: '28P01',
    code: 'AUTHENTICATION',
    says: ({ user }) => `The password for ${user} is wrong, or there is no such role.`,
    hint: () => 'Type the password again; the server’s log says which of the two it is.',
  },
  {
    state: '28000',
    when: (error) => /valid client certificate/.test(error.message),
    code: 'AUTHENTICATION',
    says: ({ user }) => `The server wants a certificate of the client for ${user}, and none was given.`,
    hint: () => 'Give the files of the client’s certificate and key with the target.',
  },
  {
    state: '28000',
    when: (error) => /pg_hba/.test(error.message),
    code: 'AUTHENTICATION',
    says: ({ user, database }) =>
      `The server’s pg_hba.conf does not let ${user} into ${database} from this machine.`,
    hint: ({ message, target }) => {
      const plain = /no encryption|SSL off/i.test(message)
      if (!plain)
        return 'Add a line for this user, database and address to pg_hba.conf and reload the server.'
      return target.address.kind === 'postgres' && target.address.tls.mode === 'disable'
        ? 'It may let in encrypted connections only: try the TLS mode "require".'
        : 'Add a line for this user, database and address to pg_hba.conf and reload the server.'
    },
    facts: { reason: 'pg_hba' },
  },
  {
    state: '28',
    code: 'AUTHENTICATION',
    says: ({ user, message }) => `The server does not let ${user} in: ${message}.`,
    hint: () => 'Check the role’s name, and that it may log in (ALTER ROLE … LOGIN).',
  },
  {
    state: '3D000',
    code: 'NOT_FOUND',
    says: ({ database }) => `There is no database named ${database} on this server.`,
    hint: () => 'Check its name; psql -l lists what there is.',
  },
  {
    state: '42501',
    code: 'PERMISSION',
    says: ({ user, message }) => `${user} may not do that: ${message}.`,
    hint: ({ error }) => error.hint ?? 'Ask for the right (GRANT …), or connect as another role.',
  },
  {
    state: '53300',
    code: 'UNREACHABLE',
    says: () => 'The server has no connection left to give.',
    hint: () =>
      'Close connections that are not needed (pg_stat_activity lists them), or raise max_connections.',
  },
  {
    state: '53',
    code: 'SERVER_ERROR',
    says: ({ message }) => `The server has run out of something: ${message}.`,
    hint: () => 'Look at its disk and memory.',
  },
  {
    state: '57P03',
    code: 'UNREACHABLE',
    says: ({ message }) => `The server cannot take connections now: ${message}.`,
    hint: () => 'It is starting, stopping or recovering: try again in a moment.',
  },
  {
    state: '57014',
    when: ({ message }) => timeoutWords.test(message),
    code: 'TIMEOUT',
    says: () => 'The statement ran longer than its statement_timeout and was stopped.',
    hint: () => 'Raise the statement timeout in the settings, or make the statement cheaper.',
  },
  {
    state: '57014',
    code: 'CANCELLED',
    says: () => 'The statement was cancelled.',
  },
  {
    state: '55P03',
    code: 'TIMEOUT',
    says: () => 'A lock was not free within the lock_timeout.',
    hint: () => 'Another session holds it: pg_stat_activity and pg_blocking_pids() say which.',
  },
  {
    state: '57P01',
    code: 'CONNECTION_LOST',
    says: () => 'The server ended this session: an administrator’s command, or it is shutting down.',
    hint: () => 'Connect again when it is back.',
  },
  {
    state: '57P02',
    code: 'CONNECTION_LOST',
    says: () => 'The server ended all sessions because one of its processes crashed.',
    hint: () => 'Its log says why; connect again when it has recovered.',
  },
  {
    state: '57P05',
    code: 'CONNECTION_LOST',
    says: () => 'The server ended this session because it was idle too long (idle_session_timeout).',
  },
  {
    state: '25P03',
    code: 'CONNECTION_LOST',
    says: () => 'The server ended this session: its transaction was idle too long.',
  },
  {
    state: '08',
    code: 'CONNECTION_LOST',
    says: ({ message }) => `The connection broke: ${message}.`,
    hint: () => 'Connect again; where a pooler stands between, its log says more.',
  },
  {
    state: '25006',
    code: 'REFUSED',
    says: ({ message }) => `The statement writes, and the transaction is read-only: ${message}.`,
    hint: () => 'Accept its effects to run it in a writing transaction that is rolled back.',
  },
]
