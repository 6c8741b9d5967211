import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** The parts of a request that decide whether it is let in. */
export interface GuardedRequest {
  method: string
  headers: IncomingHttpHeaders
}

export type Verdict = { ok: true } | { ok: false; status: 401 | 403; message: string }

/** Secrets of one run of the browser shell. */
export interface GuardSecrets {
  /** Value of the session cookie. */
  session: string
  /** For programs: `Authorization: Bearer …`. */
  bearer: string
  /** Launch tokens that are valid from the start. */
  launch?: readonly string[]
}

export interface Guard {
  bearer: string
  /** A token for the first URL. It works once. */
  mintLaunchToken: () => string
  /** Takes a launch token and answers with the Set-Cookie header, or undefined when it is not valid. */
  redeem: (token: string) => string | undefined
  /** True when the request names this server by one of its own addresses: no DNS rebinding. */
  isOwnHost: (headers: IncomingHttpHeaders) => boolean
  /** Whether an HTTP request comes from the page or from a program that knows the bearer token. */
  check: (request: GuardedRequest) => Verdict
  /** The same for the opening of a WebSocket, which browsers send to any origin. */
  checkSocket: (request: GuardedRequest) => Verdict
}

export interface GuardOptions {
  port: number
  secrets?: GuardSecrets
  /** Addresses (`host:port`) under which a proxy of ours shows this server; for development. */
  alsoKnownAs?: readonly string[]
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

const safeMethods = new Set(['GET', 'HEAD'])

export function createGuard(options: GuardOptions): Guard {
  const { session, bearer, launch }: GuardSecrets = options.secrets ?? {
    session: newSecret(),
    bearer: newSecret(),
  }
  const hosts = new Set([
    `127.0.0.1:${options.port}`,
    `localhost:${options.port}`,
    `[::1]:${options.port}`,
    ...(options.alsoKnownAs ?? []),
  ])
  // Cookies do not know ports: the name keeps two workbenches on one machine apart.
  const cookieName = `pitwall-${options.port}`
  const launchTokens = new Set(launch)

  const isOwnHost = (headers: IncomingHttpHeaders): boolean => hosts.has(headers.host?.toLowerCase() ?? '')
  const hasBearer = (headers: IncomingHttpHeaders): boolean => {
    const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
    return given !== undefined && isSame(given, bearer)
  }
  const hasCookie = (headers: IncomingHttpHeaders): boolean =>
    cookieValues(headers.cookie, cookieName).some((value) => isSame(value, session))

  const check = (request: GuardedRequest, needsOrigin: boolean): Verdict => {
    const { headers } = request
    if (!isOwnHost(headers)) return refused('This address is not one of the workbench.')
    if (headers.origin !== undefined && !hasOwnOrigin(headers)) {
      return refused('Another site has no access to the workbench.')
    }
    if (hasBearer(headers)) return { ok: true }
    if (!hasCookie(headers)) return unauthenticated
    // A cookie is sent by the browser, not by the page: what changes something must also say that it
    // comes from the page.
    if (needsOrigin && !hasOwnOrigin(headers)) return refused('The request does not say where it comes from.')
    return { ok: true }
  }

  return {
    bearer,
    mintLaunchToken: () => {
      const token = newSecret()
      launchTokens.add(token)
      return token
    },
    redeem: (token) =>
      launchTokens.delete(token) ? `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/` : undefined,
    isOwnHost,
    check: (request) => check(request, !safeMethods.has(request.method)),
    checkSocket: (request) => check(request, true),
  }
}

const unauthenticated: Verdict = {
  ok: false,
  status: 401,
  message: 'This page needs the address that Pitwall printed when it started; that address works once.',
}

function hasOwnOrigin(headers: IncomingHttpHeaders): boolean {
  return (
    headers.origin !== undefined && headers.origin.toLowerCase() === `http://${headers.host?.toLowerCase()}`
  )
}

function refused(message: string): Verdict {
  return { ok: false, status: 403, message }
}

/** Every value of a cookie of this name: a browser sends several when paths overlap. */
function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const [key, value] = pair.trim().split('=', 2)
    return key === name && value !== undefined ? [value] : []
  })
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
