import { isIPv4 } from 'node:net'
import { buildConnector } from 'undici'
import { Failure } from '#shared/failure.ts'
import type { PprofAddress } from './address.ts'

/** @throws Failure REFUSED where the address is of another machine, with the tunnel to open instead */
export function requireNear({ url }: PprofAddress): void {
  if (isNear(url.hostname.replaceAll(/^\[|\]$/g, ''))) return
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  throw new Failure(
    'REFUSED',
    `Profiles are fetched from this machine and from the HTTP targets of an environment, and ${url.hostname} is neither.`,
    {
      hint: `Open a tunnel, ssh -N -L ${port}:127.0.0.1:${port} ${url.hostname}, and use http://127.0.0.1:${port} here, or add it as a target.`,
    },
  )
}

function isNear(host: string): boolean {
  const name = host.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (isIPv4(name) && name.startsWith('127.'))
  )
}

/** A name may be led anywhere by a hosts file: what counts is where the connection goes. */
export function connectNear(options: buildConnector.Options, done: buildConnector.Callback): void {
  buildConnector({})(options, (...result) => {
    const [error, socket] = result
    if (error !== null || isNear(socket.remoteAddress ?? '')) return done(...result)
    socket.destroy()
    done(
      new Failure('REFUSED', `${options.hostname} leads to another machine, ${socket.remoteAddress}.`, {
        hint: 'Use 127.0.0.1, or add the service as a target of an environment.',
      }),
      null,
    )
  })
}
