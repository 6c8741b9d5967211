import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** PEM files of an authority of our own and of a server's certificate, which is for `localhost`. */
export interface Certificates {
  caFile: string
  certificateFile: string
  /** The same, over since yesterday. */
  expiredFile: string
  keyFile: string
  /** An authority that signed nothing here. */
  otherCaFile: string
}

const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })

/** Made by the machine's openssl; undefined where there is none. */
export function makeCertificates(folder: string): Certificates | undefined {
  const file = (name: string) => join(folder, name)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  try {
    for (const [name, subject] of [
      ['ca', 'Pitwall Test Authority'],
      ['other', 'Another Authority'],
    ]) {
      openssl(
        'req',
        '-x509',
        ...key,
        '-keyout',
        file(`${name}.key`),
        '-out',
        file(`${name}.pem`),
        '-days',
        '2',
        '-subj',
        `/CN=${subject}`,
      )
    }
    openssl(
      'req',
      ...key,
      '-keyout',
      file('server.key'),
      '-out',
      file('server.csr'),
      '-subj',
      '/CN=localhost',
    )
    writeFileSync(file('names'), 'subjectAltName=DNS:localhost')
    const sign = (out: string, days: string) =>
      openssl(
        'x509',
        '-req',
        '-in',
        file('server.csr'),
        '-CA',
        file('ca.pem'),
        '-CAkey',
        file('ca.key'),
        '-CAcreateserial',
        '-extfile',
        file('names'),
        '-days',
        days,
        '-out',
        file(out),
      )
    sign('server.pem', '2')
    sign('expired.pem', '-1')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return {
    caFile: file('ca.pem'),
    certificateFile: file('server.pem'),
    expiredFile: file('expired.pem'),
    keyFile: file('server.key'),
    otherCaFile: file('other.pem'),
  }
}
