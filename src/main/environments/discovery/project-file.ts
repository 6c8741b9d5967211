import { addressSchema, guardSchema, type Address, type Guard } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Password } from '../store/secrets.ts'
import type { Reading, Surroundings } from './found.ts'
import { clientFiles, tlsMode } from './tls-mode.ts'
import { parseTargetUrl } from './url.ts'
import { splitUrl } from './url-parts.ts'
import { SENTINEL_PORT } from './url-redis.ts'
import { sentenceOf } from './url-list.ts'
import { isMap, parseYaml, scalarText, type YamlMap } from './yaml.ts'

export function looksLikeProjectFile(text: string): boolean {
  return /^["']?environments["']?\s*:/m.test(text)
}

/** Without a guard somebody else's file gets the one that asks. */
const defaultGuard: Guard = 'confirm'

/**
 * Reads the environments of a `pitwall.yaml` (docs/project-file.md). The file is made to be committed:
 * a password may only stand in it as `${NAME}`, and a literal one is refused.
 */
export function readProjectFile(text: string, surroundings: Surroundings): Reading {
  const reading: Reading = { found: [], problems: [] }
  const attempt = (where: string, work: () => void) => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      reading.problems.push(where === '' ? sentenceOf(error) : `${where}: ${sentenceOf(error)}`)
    }
  }
  attempt('', () => {
    const file = parseYaml(text)
    const environments = isMap(file) ? file['environments'] : undefined
    if (!isMap(environments)) throw bad('It has no environments.')
    for (const [name, definition] of Object.entries(environments)) {
      attempt(name, () => {
        const environment = { name: checkName(name), guard: guardOf(definition) }
        for (const [targetName, target] of targetsOf(definition)) {
          attempt(`${name}, ${targetName}`, () => {
            const { address, password } = readTarget(target, surroundings)
            reading.found.push({
              name: checkName(targetName),
              address,
              password,
              place: `${name}, ${targetName}`,
              environment,
            })
          })
        }
      })
    }
  })
  return reading
}

function checkName(name: string): string {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > 100) throw bad('A name has 1 to 100 characters.')
  return trimmed
}

function guardOf(definition: unknown): Guard {
  const given = isMap(definition) ? definition['guard'] : undefined
  if (given === undefined) return defaultGuard
  const guard = guardSchema.safeParse(given)
  if (guard.success) return guard.data
  throw bad('The guard is one of open, confirm and read-only.')
}

function targetsOf(definition: unknown): [string, unknown][] {
  const targets = isMap(definition) ? definition['targets'] : undefined
  if (isMap(targets)) return Object.entries(targets)
  throw bad('It has no targets.', 'Write targets: and below it a name and a URL for each.')
}

function readTarget(target: unknown, surroundings: Surroundings): { address: Address; password: Password } {
  if (typeof target === 'string') return fromUrl(target, surroundings)
  if (!isMap(target)) throw bad('A target is a URL, or fields that begin with its kind.')
  const password = passwordOf(target['password'])
  if (target['url'] === undefined) return { address: fromFields(target), password }
  checkKeys(target, ['url', 'password'])
  const url = scalarText(target['url'])
  if (url === undefined) throw bad('The url is not a text.')
  const read = fromUrl(url, surroundings)
  return password.kind === 'none' ? read : { ...read, password }
}

const referencePattern = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/

function passwordOf(value: unknown): Password {
  const text = scalarText(value)
  if (value === undefined || value === null || text === '') return { kind: 'none' }
  const name = referencePattern.exec(text ?? '')?.[1]
  if (name !== undefined) return { kind: 'variable', name }
  throw literalPassword()
}

/** What stands in for the reference while the URL is read; nothing that a URL treats specially. */
const placeholder = 'pitwall-reference'

function fromUrl(url: string, surroundings: Surroundings): { address: Address; password: Password } {
  // scheme://user:${NAME}@ is the one place for a reference.
  const match = /^([a-z][a-z0-9+]*:\/\/[^:/?@$]*:)\$\{([A-Za-z_][A-Za-z0-9_]*)\}(@.*)$/i.exec(url.trim())
  const [, before = '', name, after = ''] = match ?? []
  checkNoReference(name === undefined ? url : after)
  const read = parseTargetUrl(name === undefined ? url : `${before}${placeholder}${after}`, {
    // A shared file means the same on every machine, whatever PGHOST is there.
    variables: {},
    userName: surroundings.userName,
  })
  if (name !== undefined) return { address: read.address, password: { kind: 'variable', name } }
  if (read.password !== undefined) throw literalPassword()
  return { address: read.address, password: { kind: 'none' } }
}

const fieldsOf: Record<string, readonly string[] | undefined> = {
  postgres: ['host', 'port', 'database', 'user', 'tls'],
  redis: ['host', 'port', 'database', 'user', 'tls', 'sentinel'],
  http: ['url'],
  node: ['host', 'port'],
}

const defaults: Record<string, YamlMap | undefined> = {
  postgres: { host: 'localhost', port: 5432, user: 'postgres', tls: { mode: 'prefer' } },
  redis: { host: 'localhost', port: 6379, database: 0, tls: { mode: 'disable' } },
  node: { host: '127.0.0.1', port: 9229 },
}

function fromFields(target: YamlMap): Address {
  const kind = scalarText(target['kind']) ?? ''
  const names = Object.hasOwn(fieldsOf, kind) ? fieldsOf[kind] : undefined
  if (names === undefined) {
    throw bad('A target has a url, or a kind: postgres, redis, http or node.')
  }
  checkKeys(target, ['kind', 'password', ...names])
  for (const name of names) checkNoReference(scalarText(target[name]) ?? '')
  const given = Object.fromEntries(
    names.flatMap((name) => (target[name] === undefined ? [] : [[name, target[name]]])),
  )
  if (given['tls'] !== undefined) given['tls'] = tlsOf(given['tls'])
  if (given['sentinel'] !== undefined) {
    given['sentinel'] = sentinelOf(given['sentinel'])
    given['port'] ??= SENTINEL_PORT
  }
  if (kind === 'postgres') given['database'] ??= given['user'] ?? 'postgres'
  const address = addressSchema.safeParse({ kind, ...defaults[kind], ...given })
  if (address.success) return address.data
  throw bad(`The ${address.error.issues[0]?.path.join('.') ?? 'address'} is not valid.`)
}

function tlsOf(value: unknown): YamlMap {
  const mode = scalarText(isMap(value) ? value['mode'] : value)
  const known = mode === undefined ? undefined : tlsMode(mode)
  if (known === undefined) {
    throw bad('The tls mode is one of disable, prefer, require, verify-ca and verify-full.')
  }
  if (!isMap(value)) return { mode: known }
  checkKeys(value, ['mode', 'caFile', 'certFile', 'keyFile'])
  const file = (name: string) => scalarText(value[name])
  const caFile = file('caFile')
  const own = clientFiles(file('certFile'), file('keyFile'))
  if ((own.certFile === undefined) !== (own.keyFile === undefined)) {
    throw bad('A client certificate needs both files, certFile and keyFile.')
  }
  return { mode: known, ...(caFile === undefined ? {} : { caFile }), ...own }
}

/** Host and port are then those of a Sentinel; more of them are written `host` or `host:port`. */
function sentinelOf(value: unknown): { master: string; others: { host: string; port: number }[] } {
  if (!isMap(value))
    throw bad('A sentinel has the name of its master.', 'Write sentinel: { master: mymaster }.')
  checkKeys(value, ['master', 'others'])
  const master = scalarText(value['master'])
  if (master === undefined || master === '') throw bad('A sentinel has the name of its master.')
  const others: unknown[] = Array.isArray(value['others']) ? value['others'] : []
  return { master, others: others.map(placeOf) }
}

function placeOf(value: unknown): { host: string; port: number } {
  const url = scalarText(value)
  checkNoReference(url ?? '')
  const { host, port = SENTINEL_PORT, user } = splitUrl(`redis://${url ?? ''}`)
  if (host === '' || user !== undefined) throw bad('The other Sentinels are written host or host:port.')
  return { host, port }
}

function checkKeys(target: YamlMap, known: readonly string[]): void {
  const unknown = Object.keys(target).filter((key) => !known.includes(key))
  if (unknown.length > 0) {
    throw bad(`${unknown.join(', ')} is not known here.`, `There are ${known.join(', ')}.`)
  }
}

function checkNoReference(text: string): void {
  if (/\$\{/.test(text)) {
    throw bad(
      'A ${NAME} may stand for a password only.',
      'Write everything else out: the file is the same for everybody.',
    )
  }
}

function literalPassword(): Failure {
  return bad(
    'It holds a password, and a project file is shared.',
    'Write ${NAME} in its place and set that variable where Pitwall is started.',
  )
}

function bad(message: string, hint?: string): Failure {
  return new Failure('BAD_INPUT', message, { hint })
}
