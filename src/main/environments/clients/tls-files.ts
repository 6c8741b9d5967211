import { readFileSync } from 'node:fs'
import type { Tls } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { networkCode } from './network.ts'

/** @throws Failure TLS when it cannot be read or holds no certificate */
export function readCaFile(path: string): string {
  return readPem(path, 'CA file', 'CERTIFICATE', 'the certificate of the authority that signed the server’s')
}

/**
 * What the client shows where the server wants to see a certificate of it as well.
 *
 * @throws Failure TLS when a file is missing, cannot be read, or does not hold what it should
 */
export function ownCertificate({
  certFile,
  keyFile,
}: Tls): { cert: string; key: string } | Record<string, never> {
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
