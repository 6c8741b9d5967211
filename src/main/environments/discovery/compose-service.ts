import { parseDotenv } from './dotenv.ts'
import type { Surroundings } from './found.ts'
import { interpolate, type Lookup } from './interpolate.ts'
import { isMap, scalarText, type YamlMap } from './yaml.ts'

export interface ComposeService {
  name: string
  definition: YamlMap
  lookup: Lookup
  surroundings: Surroundings
}

/**
 * The variables a service is started with: those of its env_file, then its own `environment`, a map
 * or a list. Values of `environment` are not filled in yet, so that a password that is one `${NAME}`
 * can stay a reference.
 */
export function composeEnvironment({ name, definition, lookup, surroundings }: ComposeService): {
  variables: Map<string, string>
  problems: string[]
} {
  const variables = new Map<string, string>()
  const problems: string[] = []
  for (const { path, required } of envFiles(definition['env_file'])) {
    const file = interpolate(path, lookup).text
    const text = surroundings.readSibling(file)
    if (text === undefined) {
      if (required) problems.push(`Service ${name} has its variables in ${file}, which is not there.`)
      continue
    }
    // Values of a file are final: a dollar in them is none of compose's.
    for (const [key, value] of parseDotenv(text, surroundings.variables).variables) {
      variables.set(key, value.replaceAll('$', '$$$$'))
    }
  }
  for (const [key, value] of pairs(definition['environment'])) {
    // A name alone passes the value of the process on.
    const given = value ?? lookup(key)?.replaceAll('$', '$$$$')
    if (given !== undefined) variables.set(key, given)
  }
  return { variables, problems }
}

function envFiles(value: unknown): { path: string; required: boolean }[] {
  const entries: unknown[] = Array.isArray(value) ? value : [value]
  return entries.flatMap((entry) => {
    if (typeof entry === 'string') return [{ path: entry, required: true }]
    const path = isMap(entry) ? entry['path'] : undefined
    return isMap(entry) && typeof path === 'string' ? [{ path, required: entry['required'] !== false }] : []
  })
}

function pairs(value: unknown): [string, string | undefined][] {
  if (isMap(value)) return Object.entries(value).map(([key, one]) => [key, scalarText(one)])
  if (!Array.isArray(value)) return []
  return value.flatMap((entry): [string, string | undefined][] => {
    if (typeof entry !== 'string') return []
    const equals = entry.indexOf('=')
    return equals === -1 ? [[entry, undefined]] : [[entry.slice(0, equals), entry.slice(equals + 1)]]
  })
}

/** Where this machine reaches a port of the container, or a sentence why it does not. */
export function publishedPort(
  { name, definition, lookup }: ComposeService,
  containerPort: number,
): { host: string; port: number } | string {
  if (definition['network_mode'] === 'host') return { host: '127.0.0.1', port: containerPort }
  const ports: unknown[] = Array.isArray(definition['ports']) ? definition['ports'] : []
  const mappings = ports.flatMap((entry) => mappingsOf(entry, lookup))
  const mapping = mappings.find(({ target }) => target === containerPort)
  if (mapping === undefined) {
    return `Service ${name} publishes no port: add ports: ["${containerPort}:${containerPort}"] to reach it from this machine.`
  }
  if (mapping.published === undefined) {
    return `Service ${name} publishes port ${containerPort} under a number that changes at every start: write "${containerPort}:${containerPort}" to fix it.`
  }
  return { host: reachable(mapping.address), port: mapping.published }
}

interface Mapping {
  address: string | undefined
  published: number | undefined
  target: number
}

function mappingsOf(entry: unknown, lookup: Lookup): Mapping[] {
  if (isMap(entry)) {
    const text = (key: string) => {
      const value = scalarText(entry[key])
      return value === undefined ? undefined : interpolate(value, lookup).text
    }
    return expand(text('host_ip'), text('published'), text('target'))
  }
  const short = scalarText(entry)
  if (short === undefined) return []
  const filled = interpolate(short, lookup).text.replace(/\/(tcp|udp)$/, '')
  // [address:][published:]target, the address perhaps in brackets; each port perhaps a range.
  const match = /^(?:(?:(\[[^\]]*\]|[^:]*):)?([\d-]*):)?([\d-]+)$/.exec(filled)
  return match === null ? [] : expand(match[1], match[2], match[3])
}

function expand(
  address: string | undefined,
  published: string | undefined,
  target: string | undefined,
): Mapping[] {
  const targets = range(target)
  const numbers = range(published)
  return targets.map((port, index) => ({
    address,
    target: port,
    published: numbers.length === targets.length ? numbers[index] : undefined,
  }))
}

/** More ports than any service publishes in one line. */
const longestRange = 1_000

function range(text: string | undefined): number[] {
  const [first, last] = (text ?? '')
    .split('-')
    .map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : Number.NaN))
  if (first === undefined || Number.isNaN(first) || first < 1 || first > 65_535) return []
  if (last === undefined) return [first]
  if (Number.isNaN(last) || last > 65_535 || last - first > longestRange) return []
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

/** Published on all addresses is reached by the loopback one. */
function reachable(address: string | undefined): string {
  const plain = (address ?? '').replaceAll(/[[\]]/g, '')
  return plain === '' || plain === '0.0.0.0' || plain === '::' ? '127.0.0.1' : plain
}
