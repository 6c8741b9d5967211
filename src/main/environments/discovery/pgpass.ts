import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PostgresAddress } from '#shared/contract/environments.ts'
import type { Reading, Surroundings } from './found.ts'
import { defaultTls } from './tls-mode.ts'

/** One line of a password file; `*` stands for any value. */
export interface PasswordLine {
  line: number
  host: string
  port: string
  database: string
  user: string
  password: string
}

/**
 * Reads libpq's password file: `host:port:database:user:password`, with `\:` and `\\` for the two
 * characters themselves. (https://www.postgresql.org/docs/current/libpq-pgpass.html)
 */
export function parsePasswordLines(text: string): { lines: PasswordLine[]; problems: string[] } {
  const lines: PasswordLine[] = []
  const problems: string[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === '' || raw.startsWith('#')) continue
    const [host, port, database, user, password] = splitFields(raw)
    if (host && port && database && user && password !== undefined) {
      lines.push({ line: index + 1, host, port, database, user, password })
    } else {
      problems.push(`Line ${index + 1} is not host:port:database:user:password.`)
    }
  }
  return { lines, problems }
}

/** The first four fields, and all the rest as the fifth. */
function splitFields(line: string): string[] {
  const fields: string[] = []
  let field = ''
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (character === '\\' && at + 1 < line.length) field += line.charAt(++at)
    else if (character === ':' && fields.length < 4) {
      fields.push(field)
      field = ''
    } else field += character
  }
  fields.push(field)
  return fields
}

/** The password of the first line that fits, as libpq: a Unix socket's host is `localhost` there too. */
export function passwordFor(lines: PasswordLine[], address: PostgresAddress): string | undefined {
  const isSocket = address.host.startsWith('/')
  return lines.find(
    (line) =>
      (fits(line.host, address.host) || (isSocket && line.host === 'localhost')) &&
      fits(line.port, String(address.port)) &&
      fits(line.database, address.database) &&
      fits(line.user, address.user),
  )?.password
}

const fits = (pattern: string, value: string) => pattern === '*' || pattern === value

/** The user's password file, and why it was not read where it is there. */
export interface PasswordFile {
  path: string
  text: string | undefined
  problem: string | undefined
}

/** PGPASSFILE, else ~/.pgpass. Like libpq it leaves a file aside that others may read. */
export function readPasswordFile(variables: NodeJS.ProcessEnv, homeDirectory: string): PasswordFile {
  const path = variables['PGPASSFILE'] || defaultPath(variables, homeDirectory)
  try {
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const problem = `${path} was left aside, because others may read it: chmod 600 ${path}`
      return { path, text: undefined, problem }
    }
    return { path, text: readFileSync(path, 'utf8'), problem: undefined }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { path, text: undefined, problem: isMissing ? undefined : `${path} cannot be read.` }
  }
}

function defaultPath(variables: NodeJS.ProcessEnv, homeDirectory: string): string {
  if (process.platform !== 'win32') return join(homeDirectory, '.pgpass')
  return join(variables['APPDATA'] ?? homeDirectory, 'postgresql', 'pgpass.conf')
}

export function looksLikePasswordLines(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return (
    lines.length > 0 &&
    lines.every((line) => /^[^\s:]+:(\d+|\*):/.test(line) && splitFields(line).length === 5)
  )
}

/** Lines that name a server are targets; lines for any server or role are only passwords. */
export function readPasswordLines(text: string, { variables }: Surroundings): Reading {
  const { lines, problems } = parsePasswordLines(text)
  const reading: Reading = { found: [], problems }
  for (const { line, host, port, database, user, password } of lines) {
    const portNumber = port === '*' ? 5432 : Number(port)
    if (host === '*' || user === '*') {
      problems.push(
        `Line ${line} is for any ${host === '*' ? 'host' : 'user'}: it names no target of its own.`,
      )
    } else if (!Number.isInteger(portNumber) || portNumber < 1 || portNumber > 65_535) {
      problems.push(`The port in line ${line} is not a number from 1 to 65535.`)
    } else {
      const name = database === '*' ? user : database
      reading.found.push({
        name: `${name} on ${host}`,
        address: {
          kind: 'postgres',
          host,
          port: portNumber,
          database: name,
          user,
          tls: { mode: defaultTls(variables) },
        },
        password: { kind: 'value', value: password },
        place: `line ${line}`,
      })
    }
  }
  return reading
}
