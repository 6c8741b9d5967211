import { readFileSync } from 'node:fs'
import { isIP, type Socket } from 'node:net'
import {
  connect,
  getCACertificates,
  type ConnectionOptions,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls'
import type { Tls } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from './deadline.ts'
import { failureFromNetwork, networkCode, type Place } from './network.ts'

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

function readCaFile(path: string): string {
  return readPem(path, 'CA file', 'CERTIFICATE', 'the certificate of the authority that signed the server’s')
}

/** What the client shows where the server wants to see a certificate of it as well. */
function ownCertificate({ certFile, keyFile }: Tls): { cert: string; key: string } | Record<string, never> {
  if (certFile === undefined && keyFile === undefined) return {}
  if (certFile === undefined || keyFile === undefined) {
    const missing = certFile === undefined ? 'certificate' : 'key'
    throw new Failure('TLS', `The file of the client’s ${missing} is missing: both are needed, or none.`, {
      hint: 'Give the certificate file and the key file that belong together.',
    })
  }
  const cert = readPem(certFile, 'client certificate file', 'CERTIFICATE', 'the client’s certificate')
  const key = readPem(keyFile, 'client key file', '[A-Z ]*PRIVATE KEY', 'the client’s private key')
  if (/ENCRYPTED/.test(key)) {
    throw new Failure('TLS', `The client key file ${keyFile} is locked with a passphrase.`, {
      hint: 'Pitwall does not ask for one: give a copy without (openssl pkey -in … -out …), readable by you alone.',
    })
  }
  return { cert, key }
}

/** @param block what stands between the dashes, as a regular expression */
function readPem(path: string, what: string, block: string, meaning: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const why = networkCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be read'
    throw new Failure('TLS', `The ${what} ${path} ${why}.`, {
      hint: `Give the path of a PEM file with ${meaning}.`,
      cause: error,
    })
  }
  if (!new RegExp(`-----BEGIN ${block}-----`).test(text)) {
    const content = block === 'CERTIFICATE' ? 'certificate' : 'private key'
    throw new Failure('TLS', `The ${what} ${path} holds no PEM ${content}.`, {
      hint: `It must contain a block that begins with -----BEGIN ${content.toUpperCase()}-----.`,
    })
  }
  return text
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

/**
 * With TLS 1.3 the server judges the client's certificate after the handshake, and says so in place of
 * its first answer.
 *
 * @returns undefined where the error is none of TLS
 */
export function failureFromTlsAlert(error: unknown, place: Place, tls: Tls): Failure | undefined {
  return networkCode(error)?.startsWith('ERR_SSL_') === true
    ? failureFromTls(error, place, tls, undefined)
    : undefined
}

function failureFromTls(
  error: unknown,
  place: Place,
  tls: Tls,
  certificate: PeerCertificate | undefined,
): Failure {
  // What the handshake found wrong with the certificate comes as a bare code.
  const code = typeof error === 'string' ? error : (networkCode(error) ?? '')
  const context: TlsContext = {
    place,
    tls,
    issuer: nameOf(certificate?.issuer),
    validTo: certificate?.valid_to,
    names: certificate?.subjectaltname?.replaceAll(/(DNS|IP Address):/g, '') ?? nameOf(certificate?.subject),
  }
  const known = tlsErrors.find(({ codes }) => codes.includes(code))
  const message = error instanceof Error ? error.message : String(error)
  return new Failure(
    'TLS',
    known?.says(context) ??
      `The TLS handshake with ${place.host} failed: ${message.replace(/^[0-9A-F]+:error:/, '')}.`,
    {
      hint:
        known?.hint(context) ??
        `Check that ${place.service} offers TLS on port ${place.port}; the mode "disable" connects without it.`,
      facts: { errorCode: code, mode: tls.mode },
      cause: error,
    },
  )
}

interface TlsContext {
  place: Place
  tls: Tls
  issuer: string | undefined
  validTo: string | undefined
  /** The hosts it is for. */
  names: string | undefined
}

const tlsErrors: readonly {
  codes: readonly string[]
  says: (context: TlsContext) => string
  hint: (context: TlsContext) => string
}[] = [
  {
    codes: [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_UNTRUSTED',
      'CERT_SIGNATURE_FAILURE',
      'INVALID_CA',
      'INVALID_PURPOSE',
    ],
    says: ({ place, tls, issuer }) =>
      `The certificate of ${place.host}${issuer === undefined ? '' : `, signed by ${issuer},`} is not trusted by ${
        tls.caFile === undefined ? 'this system' : `the CA file ${tls.caFile}`
      }.`,
    hint: ({ tls }) =>
      tls.caFile === undefined
        ? 'Give the CA file of the authority that signed it, or use the mode "require" to encrypt without checking.'
        : 'Give the CA file that the server’s certificate was signed with, or use "require" without a CA file to encrypt without checking.',
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    says: ({ place, names }) =>
      `The certificate is trusted, but it is not for ${place.host}${names === undefined ? '' : `: it is for ${names}`}.`,
    hint: () =>
      'Connect by the name the certificate is for, or use the mode "verify-ca", which does not check the name.',
  },
  {
    codes: ['CERT_HAS_EXPIRED'],
    says: ({ place, validTo }) =>
      `The certificate of ${place.host} has expired${validTo === undefined ? '' : ` (${validTo})`}.`,
    hint: () => 'Renew it on the server; until then the mode "require" encrypts without checking.',
  },
  {
    codes: ['CERT_NOT_YET_VALID'],
    says: ({ place }) => `The certificate of ${place.host} is not valid yet.`,
    hint: () => 'Check the clocks of both machines.',
  },
  {
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'],
    says: ({ place }) => `${place.service} on port ${place.port} has no TLS: it answered in plain text.`,
    hint: () => 'Use the mode "disable", or the port on which the server offers TLS.',
  },
  {
    codes: ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED'],
    says: ({ place }) => `${place.host} wants a certificate of the client, and none was given.`,
    hint: () => 'Give the files of the client’s certificate and key with the target.',
  },
  {
    codes: ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
    says: ({ place }) => `${place.host} refused the TLS handshake.`,
    hint: ({ tls }) =>
      tls.certFile === undefined
        ? 'It may want a certificate of the client: give the files of its certificate and key.'
        : 'It may not accept the client’s certificate, or speak only other versions of TLS.',
  },
  {
    codes: [
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
      'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
      'ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
      'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
      'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
      'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
      'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
      'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN',
      'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED',
    ],
    says: ({ place, tls }) =>
      tls.certFile === undefined
        ? `${place.host} refused the TLS handshake: it wants a certificate of the client.`
        : `${place.host} does not accept the client certificate ${tls.certFile}.`,
    hint: ({ tls }) =>
      tls.certFile === undefined
        ? 'Give the files of the client’s certificate and key with the target.'
        : 'It must be valid today and signed by the authority that the server trusts for its clients.',
  },
  {
    codes: ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'ERR_OSSL_X509_KEY_TYPE_MISMATCH'],
    says: ({ tls }) =>
      `The client key file ${tls.keyFile ?? ''} does not belong to the certificate ${tls.certFile ?? ''}.`,
    hint: () => 'Give the certificate and the key that were made together.',
  },
  {
    codes: ['ECONNRESET', 'EPIPE', ''],
    says: ({ place }) => `${place.host} closed the connection in the middle of the TLS handshake.`,
    hint: ({ place }) =>
      `Check that ${place.service} offers TLS on port ${place.port}; the mode "disable" connects without it.`,
  },
]

function nameOf(issuer: PeerCertificate['subject'] | undefined): string | undefined {
  const name = issuer?.CN ?? issuer?.O
  return Array.isArray(name) ? name[0] : name
}
