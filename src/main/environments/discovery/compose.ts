import { Failure } from '#shared/failure.ts'
import type { Address } from '#shared/contract/environments.ts'
import type { Password } from '../store/secrets.ts'
import { composeEnvironment, publishedPort, type ComposeService } from './compose-service.ts'
import { parseDotenv } from './dotenv.ts'
import type { Reading, Surroundings } from './found.ts'
import { interpolate, type Lookup } from './interpolate.ts'
import { isMap, parseYaml, scalarText } from './yaml.ts'

export function looksLikeCompose(text: string): boolean {
  return /^["']?services["']?\s*:/m.test(text)
}

/**
 * Targets that a compose file starts: services with an image of Postgres or Redis (or Valkey) and a
 * published port. `${NAME}` is filled in from the process and a `.env` beside the file, in this order.
 * (https://docs.docker.com/reference/compose-file/services/)
 */
export function readCompose(text: string, surroundings: Surroundings): Reading {
  const reading: Reading = { found: [], problems: [] }
  try {
    const file = parseYaml(text)
    const services = isMap(file) ? file['services'] : undefined
    if (!isMap(services)) throw new Failure('BAD_INPUT', 'It has no services.')
    const dotenv = parseDotenv(surroundings.readSibling('.env') ?? '', surroundings.variables).variables
    const lookup: Lookup = (name) => surroundings.variables[name] ?? dotenv.get(name)
    for (const [name, definition] of Object.entries(services)) {
      if (isMap(definition)) readService({ name, definition, lookup, surroundings }, reading)
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    reading.problems.push(error.message)
  }
  return reading
}

function readService(service: ComposeService, { found, problems }: Reading): void {
  const { name } = service
  const kind = kinds.find(({ matches }) => matches(service))
  if (kind === undefined) return
  const environment = composeEnvironment(service)
  problems.push(...environment.problems)
  const published = publishedPort(service, kind.port(environment.variables))
  if (typeof published === 'string') {
    problems.push(published)
    return
  }
  const { address, password } = kind.target(service, environment.variables, published)
  found.push({ name, address, password: passwordFrom(password, service.lookup), place: `service ${name}` })
}

/** A password that is one `${NAME}` without a value stays a reference to that variable. */
function passwordFrom(text: string | undefined, lookup: Lookup): Password {
  if (text === undefined || text === '') return { kind: 'none' }
  const filled = interpolate(text, lookup)
  const [missing] = filled.missing
  if (missing !== undefined) return { kind: 'variable', name: missing }
  return filled.text === '' ? { kind: 'none' } : { kind: 'value', value: filled.text }
}

interface Kind {
  matches: (service: ComposeService) => boolean
  /** The port inside the container. */
  port: (variables: ReadonlyMap<string, string>) => number
  target: (
    service: ComposeService,
    variables: ReadonlyMap<string, string>,
    published: { host: string; port: number },
  ) => { address: Address; password: string | undefined }
}

const imageOf = ({ definition, lookup }: ComposeService) =>
  interpolate(scalarText(definition['image']) ?? '', lookup).text

/** Tools around the servers have the servers' names in theirs. */
const isTool = (image: string) =>
  /exporter|admin|backup|insight|commander|sentinel|proxy|bouncer|pgweb|operator|-ui\b/.test(image)

const kinds: readonly Kind[] = [
  {
    matches: (service) => {
      const image = imageOf(service)
      return /postgres|postgis|timescale|pgvector|citus|paradedb/.test(image) && !isTool(image)
    },
    port: (variables) => portOr(variables.get('POSTGRESQL_PORT_NUMBER') ?? variables.get('PGPORT'), 5432),
    target: ({ lookup }, variables, { host, port }) => {
      const value = (...names: string[]) => {
        const text = names.map((one) => variables.get(one)).find((one) => one !== undefined && one !== '')
        return text === undefined ? undefined : interpolate(text, lookup).text || undefined
      }
      // Bitnami's image has names of its own.
      const user = value('POSTGRES_USER', 'POSTGRESQL_USERNAME') ?? 'postgres'
      return {
        address: {
          kind: 'postgres',
          host,
          port,
          user,
          database: value('POSTGRES_DB', 'POSTGRESQL_DATABASE') ?? user,
          tls: { mode: 'prefer' },
        },
        password: variables.get('POSTGRES_PASSWORD') ?? variables.get('POSTGRESQL_PASSWORD'),
      }
    },
  },
  {
    matches: (service) => {
      const image = imageOf(service)
      return /redis|valkey|keydb|dragonfly/.test(image) && !isTool(image)
    },
    port: (variables) =>
      portOr(variables.get('REDIS_PORT_NUMBER') ?? variables.get('VALKEY_PORT_NUMBER'), 6379),
    target: ({ definition }, variables, { host, port }) => ({
      address: { kind: 'redis', host, port, database: 0, tls: { mode: 'disable' } },
      password:
        passwordInCommand(definition['command']) ??
        variables.get('REDIS_PASSWORD') ??
        variables.get('VALKEY_PASSWORD'),
    }),
  },
]

function portOr(text: string | undefined, usual: number): number {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : usual
}

/** `redis-server --requirepass secret`, as a string or a list. */
function passwordInCommand(command: unknown): string | undefined {
  const words = Array.isArray(command)
    ? command
        .map((word) => scalarText(word) ?? '')
        .flatMap((word) => (/\s/.test(word) ? splitWords(word) : [word]))
    : splitWords(scalarText(command) ?? '')
  const at = words.indexOf('--requirepass')
  return at === -1 ? undefined : words[at + 1]
}

const splitWords = (text: string) =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
