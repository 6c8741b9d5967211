import type { PeerCertificate } from 'node:tls'
import type { Tls } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { networkCode, type Place } from './network.ts'

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

/** @param certificate what the server showed, as far as it came to that */
export function failureFromTls(
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
