import { homedir, userInfo } from 'node:os'
import { parsePasswordLines, passwordFor, readPasswordFile } from './discovery/pgpass.ts'
import { parseTargetUrl } from './discovery/url.ts'
import type { ResolvedTarget } from './target.ts'

/**
 * A target given by URL in the terminal, where there is no environment: guard `open`, since the one
 * who types it says what to do in the same line.
 *
 * A missing Postgres password is looked for as libpq does: PGPASSWORD, then the password file
 * (PGPASSFILE, else ~/.pgpass); for Redis in REDISCLI_AUTH, as redis-cli.
 *
 * @throws Failure BAD_INPUT with the reason, never with the password
 */
export function targetFromUrl(
  url: string,
  variables: NodeJS.ProcessEnv = process.env,
  homeDirectory: string = homedir(),
): ResolvedTarget {
  const { address, password } = parseTargetUrl(url, { variables, userName: userName() })
  const target: ResolvedTarget = {
    id: undefined,
    name: address.kind === 'http' ? address.url : `${address.kind} on ${address.host}`,
    address,
    password,
    environment: { name: 'terminal', guard: 'open' },
  }
  if (password !== undefined) return target
  if (address.kind === 'redis') return { ...target, password: variables['REDISCLI_AUTH'] }
  if (address.kind !== 'postgres') return target
  if (variables['PGPASSWORD']) return { ...target, password: variables['PGPASSWORD'] }
  const file = readPasswordFile(variables, homeDirectory)
  const { lines } = parsePasswordLines(file.text ?? '')
  return { ...target, password: passwordFor(lines, address), passwordNote: file.problem }
}

/** The system's name of the user; some containers run as a number without a name. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'postgres'
  }
}
