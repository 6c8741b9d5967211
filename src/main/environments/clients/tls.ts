import { isIP, type Socket } from 'node:net'
import { connect, getCACertificates, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { Tls } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from './deadline.ts'
import { failureFromNetwork, networkCode, type Place } from './network.ts'
import { failureFromTls } from './tls-failure.ts'
import { ownCertificate, readCaFile } from './tls-files.ts'

/**
 * What Node's TLS has to check in each mode, as libpq does: `prefer` and `require` encrypt and check
 * nothing, but `require` with a CA file is `verify-ca`; `verify-ca` checks who signed the certificate,
 * `verify-full` also that it is for this host.
 * (https://www.postgresql.org/docs/current/libpq-ssl.html)
 *
 * @throws Failure TLS when a file cannot be read or does not hold what it should
 */
function tlsOptions(tls: Tls, host: string): ConnectionOptions {
  const checksSigner = checks(tls)
  return {
    host,
    // SNI must not be an address (RFC 6066 section 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // Judged by hand after the handshake, while the certificate can still be shown.
    rejectUnauthorized: false,
    ...(checksSigner ? { ca: tls.caFile === undefined ? systemAuthorities() : readCaFile(tls.caFile) } : {}),
    ...ownCertificate(tls),
    ...(tls.mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  }
}

function checks({ mode, caFile }: Tls): boolean {
  return mode === 'verify-ca' || mode === 'verify-full' || (mode === 'require' && caFile !== undefined)
}

/** Node trusts its own list (and NODE_EXTRA_CA_CERTS); people expect what their system trusts as well. */
function systemAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
}

/**
 * The TLS handshake on an open socket. The socket is destroyed when it fails.
 *
 * @throws Failure TLS, TIMEOUT, CONNECTION_LOST or CANCELLED
 */
export async function startTls(
  socket: Socket,
  tls: Tls,
  place: Place,
  deadline: Deadline,
): Promise<TLSSocket> {
  let secured: TLSSocket
  try {
    secured = connect({ ...tlsOptions(tls, place.host), socket })
  } catch (error) {
    socket.destroy()
    // A file cannot be read, holds a PEM block that does not parse, or the key of another certificate.
    if (error instanceof Failure) throw error
    throw failureFromTls(error, place, tls, undefined)
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  secured.once('secureConnect', resolve)
  secured.once('error', reject)
  secured.once('close', () => reject(new ClosedInHandshake()))
  try {
    await deadline.race(promise)
  } catch (error) {
    hangUp(secured, socket)
    if (networkCode(error) === undefined && !(error instanceof ClosedInHandshake)) {
      throw failureFromNetwork(error, place, deadline.timeoutMs)
    }
    throw failureFromTls(error, place, tls, undefined)
  }
  secured.off('error', reject)
  if (checks(tls) && !secured.authorized) {
    const certificate = secured.getPeerCertificate()
    hangUp(secured, socket)
    throw failureFromTls(secured.authorizationError, place, tls, certificate)
  }
  return secured
}

function hangUp(secured: TLSSocket, socket: Socket): void {
  // A late error of a socket that is given up is of no interest, but must not go unheard.
  secured.on('error', () => {})
  secured.destroy()
  socket.destroy()
}

class ClosedInHandshake extends Error {
  override readonly name = 'ClosedInHandshake'
}

/** `TLS 1.3, checked against the system's authorities`: what the step says when it went well. */
export function describeTls(secured: TLSSocket, tls: Tls): string {
  const version = (secured.getProtocol() ?? 'TLS').replace('TLSv', 'TLS ')
  if (tls.mode === 'verify-full')
    return `Encrypted with ${version}; the certificate is trusted and for this host.`
  if (checks(tls)) {
    return `Encrypted with ${version}; the certificate is trusted, its name was not checked.`
  }
  return `Encrypted with ${version}; the certificate was not checked.`
}
