import type { Reading, Surroundings } from './found.ts'
import { clientFiles, defaultTls, tlsMode } from './tls-mode.ts'

export function looksLikeServiceFile(text: string): boolean {
  return (
    /^[ \t]*\[[^\]\n]+\][ \t\r]*$/m.test(text) &&
    /^[ \t]*(host|hostaddr|port|dbname|user|service)[ \t]*=/m.test(text)
  )
}

/**
 * Reads libpq's connection service file: a section per service, `key=value` in libpq's words.
 * (https://www.postgresql.org/docs/current/libpq-pgservice.html)
 */
export function readServiceFile(text: string, surroundings: Surroundings): Reading {
  const reading: Reading = { found: [], problems: [] }
  for (const { name, values, problems } of sections(text)) {
    reading.problems.push(...problems)
    readService(name, values, surroundings, reading)
  }
  return reading
}

interface Section {
  name: string
  values: Map<string, string>
  problems: string[]
}

function sections(text: string): Section[] {
  const found: Section[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const header = /^\[(.+)\]$/.exec(line)?.[1]
    const section = found.at(-1)
    if (header !== undefined) {
      found.push({ name: header, values: new Map(), problems: [] })
    } else if (section !== undefined) {
      const equals = line.indexOf('=')
      if (equals > 0) section.values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim())
      else section.problems.push(`Line ${index + 1} of service ${section.name} is not key=value.`)
    }
  }
  return found
}

function readService(
  name: string,
  values: Map<string, string>,
  { variables, userName }: Surroundings,
  { found, problems }: Reading,
): void {
  const value = (key: string) => values.get(key) || undefined
  if (value('service') !== undefined) {
    problems.push(`Service ${name} refers to another service, which libpq does not allow.`)
    return
  }
  const port = value('port') ?? '5432'
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    problems.push(`The port of service ${name} is not a number from 1 to 65535.`)
    return
  }
  const host = value('host') ?? value('hostaddr') ?? 'localhost'
  if (host.includes(',')) {
    problems.push(`Service ${name} names several hosts; Pitwall connects to one.`)
    return
  }
  const user = value('user') ?? userName
  const mode = value('sslmode')
  const caFile = value('sslrootcert')
  const password = value('password')
  found.push({
    name,
    address: {
      kind: 'postgres',
      host,
      port: Number(port),
      database: value('dbname') ?? user,
      user,
      tls: {
        mode: (mode === undefined ? undefined : tlsMode(mode)) ?? defaultTls(variables),
        ...(caFile === undefined || caFile === 'system' ? {} : { caFile }),
        ...clientFiles(value('sslcert'), value('sslkey')),
      },
    },
    password: password === undefined ? { kind: 'none' } : { kind: 'value', value: password },
    place: `service ${name}`,
  })
}
