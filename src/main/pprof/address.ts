import type { PprofKind } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'

export interface PprofAddress {
  /** Of the profile, without user and password. */
  url: URL
  /** Of the service, for people: `http://localhost:6060`. */
  service: string
  /** The header that carries user and password, where the address has them. */
  authorization: string | undefined
}

const folder = '/debug/pprof'

/**
 * Where a profile lies, from what a user gives: the address of the service, of its pprof pages, or of one
 * of its profiles, of which only the page is used.
 *
 * @throws Failure BAD_INPUT
 */
export function pprofAddress(given: string, kind: PprofKind, seconds: number | undefined): PprofAddress {
  const url = URL.parse(given)
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    // Not repeated: it may hold a password.
    throw new Failure('BAD_INPUT', 'That is no HTTP address.', {
      hint: 'It looks like http://localhost:6060, or http://localhost:6060/debug/pprof/.',
    })
  }
  const { username, password } = url
  url.username = ''
  url.password = ''
  url.hash = ''
  url.searchParams.delete('seconds')
  url.searchParams.delete('debug')
  const at = url.pathname.lastIndexOf(folder)
  const isThere =
    at !== -1 && ['', '/'].includes(url.pathname.slice(at + folder.length, at + folder.length + 1))
  const base = isThere ? url.pathname.slice(0, at) : url.pathname.replace(/\/+$/, '')
  url.pathname = `${base}${folder}/${kind}`
  if (seconds !== undefined) url.searchParams.set('seconds', String(seconds))
  return {
    url,
    service: url.origin + base,
    authorization:
      username === '' && password === ''
        ? undefined
        : `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`,
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a lone % is itself
  }
}
