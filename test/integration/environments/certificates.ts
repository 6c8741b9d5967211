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
  /** A client's own, which is named `certified`. */
  clientFile: string
  clientKeyFile: string
  /** The same name, signed by the other authority; with the client's key. */
  strangerFile: string
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
    writeFileSync(file('names'), 'subjectAltName=DNS:localhost')
    const request = (name: string, subject: string) =>
      openssl(
        'req',
        ...key,
        '-keyout',
        file(`${name}.key`),
        '-out',
        file(`${name}.csr`),
        '-subj',
        `/CN=${subject}`,
      )
    const sign = (name: string, authority: string, out: string, days: string) =>
      openssl(
        'x509',
        '-req',
        '-in',
        file(`${name}.csr`),
        '-CA',
        file(`${authority}.pem`),
        '-CAkey',
        file(`${authority}.key`),
        '-CAcreateserial',
        '-extfile',
        file('names'),
        '-days',
        days,
        '-out',
        file(out),
      )
    request('server', 'localhost')
    sign('server', 'ca', 'server.pem', '2')
    sign('server', 'ca', 'expired.pem', '-1')
    request('client', 'certified')
    sign('client', 'ca', 'client.pem', '2')
    sign('client', 'other', 'stranger.pem', '2')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return {
    caFile: file('ca.pem'),
    certificateFile: file('server.pem'),
    expiredFile: file('expired.pem'),
    keyFile: file('server.key'),
    clientFile: file('client.pem'),
    clientKeyFile: file('client.key'),
    strangerFile: file('stranger.pem'),
    otherCaFile: file('other.pem'),
  }
}
