import { Failure } from '#shared/failure.ts'

/** A URL taken apart, everything decoded. */
export interface UrlParts {
  user: string | undefined
  password: string | undefined
  /** The first, and mostly only, host. */
  host: string
  port: number | undefined
  /** Further ones, after commas. */
  others: { host: string; port: number | undefined }[]
  /** Without its first slash. */
  path: string
  parameters: Map<string, string>
}

/**
 * Takes a URL apart by hand and not with `new URL`: Postgres allows several things that the WHATWG
 * rules refuse (an empty host, `#` in a password), and its errors repeat the input.
 *
 * @throws Failure BAD_INPUT; nothing of the URL's user part is ever repeated
 */
export function splitUrl(url: string): UrlParts {
  const rest = url.slice(url.indexOf('://') + 3)
  const end = rest.search(/[/?]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  const tail = end === -1 ? '' : rest.slice(end)
  const question = tail.indexOf('?')
  const path = question === -1 ? tail : tail.slice(0, question)
  const query = question === -1 ? '' : tail.slice(question + 1)

  const at = authority.lastIndexOf('@')
  // Read on, and a piece of the password would be taken for a database's name and shown.
  if (at === -1 && /^[^=]*@/.test(tail)) {
    throw badUrl(
      'The URL’s user or password contains a / or ? that ends it.',
      'Write / as %2F, ? as %3F and @ as %40 in a password.',
    )
  }
  const userInfo = at === -1 ? undefined : authority.slice(0, at)
  const colon = userInfo?.indexOf(':') ?? -1
  const [first, ...others] = (at === -1 ? authority : authority.slice(at + 1)).split(',').map(splitHost)
  return {
    user: emptyToUndefined(decode(colon === -1 ? userInfo : userInfo?.slice(0, colon))),
    password: colon === -1 ? undefined : emptyToUndefined(decode(userInfo?.slice(colon + 1))),
    host: first?.host ?? '',
    port: first?.port,
    others,
    path: decode(path.replace(/^\//, '')) ?? '',
    parameters: splitQuery(query),
  }
}

function splitHost(text: string): { host: string; port: number | undefined } {
  const match = /^(\[[0-9a-f:.%]+\]|[^:]*)(?::(.*))?$/i.exec(text)
  if (match === null) {
    throw badUrl(
      'The URL’s host and port could not be told apart.',
      'Write an IPv6 address in brackets: [::1]:5432.',
    )
  }
  const host = decode((match[1] ?? '').replaceAll(/[[\]]/g, '')) ?? ''
  return { host, port: readPort(match[2]) }
}

export function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const port = Number(text)
  // The text is not repeated: where a password was not encoded, it is a part of it.
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw badUrl(
      'The URL’s port is not a number from 1 to 65535.',
      'If the password contains / ? # or @, write them as %2F, %3F, %23 and %40.',
    )
  }
  return port
}

function splitQuery(query: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    const name = equals === -1 ? pair : pair.slice(0, equals)
    if (name !== '')
      parameters.set(name.toLowerCase(), decode(equals === -1 ? '' : pair.slice(equals + 1)) ?? '')
  }
  return parameters
}

export function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw badUrl('The URL has a % that is not followed by two hexadecimal digits.', 'Write a plain % as %25.')
  }
}

export const emptyToUndefined = (text: string | undefined) => (text === '' ? undefined : text)

export function badUrl(message: string, hint?: string): Failure {
  return new Failure('BAD_INPUT', message, { hint })
}

/** For services that live on one host. */
export function requireOneHost({ others }: Pick<UrlParts, 'others'>): void {
  if (others.length > 0) {
    throw badUrl('The URL names several hosts.', 'Give the one that Pitwall should connect to.')
  }
}
