import { readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { addressSchema, type Candidate, type Discovery } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Password } from '../store/secrets.ts'
import { userName } from '../target-from-url.ts'
import { createCandidates } from './candidates.ts'
import { formats } from './formats.ts'
import type { Found, Reading, Surroundings } from './found.ts'
import { readServiceFile } from './pg-service.ts'
import { parsePasswordLines, passwordFor, readPasswordFile, readPasswordLines } from './pgpass.ts'
import { readVariables } from './variables.ts'

export interface DiscoveryReader {
  readText: (text: string) => Promise<Discovery>
  readFolder: (folder: string) => Promise<Discovery>
  readMachine: () => Promise<Discovery>
  passwordOf: (candidateId: string) => Password
}

/** Larger files name no targets. */
const largestFile = 1_000_000

/** A reading and what to call its source. */
interface Source {
  origin: string
  reading: Reading
}

export function createDiscovery(variables: NodeJS.ProcessEnv, homeDirectory: string): DiscoveryReader {
  const candidates = createCandidates(variables)
  const surroundings = (folder?: string): Surroundings => ({
    variables,
    userName: userName(),
    readSibling: (name) => (folder === undefined ? undefined : readInside(folder, name)),
  })

  const answer = (sources: Source[]): Discovery => {
    const passwordFile = readPasswordFile(variables, homeDirectory)
    const { lines } = parsePasswordLines(passwordFile.text ?? '')
    const found = sources.flatMap(({ origin, reading }) =>
      reading.found.map((one) => ({
        one: withPassword(one, (address) => passwordFor(lines, address)),
        origin,
      })),
    )
    return {
      candidates: distinct(found).map(({ one, origin }): Candidate =>
        candidates.add(one, [origin, one.place].filter(Boolean).join(', ')),
      ),
      problems: sources.flatMap(({ origin, reading }) =>
        reading.problems.map((problem) => `${origin}: ${problem}`),
      ),
    }
  }

  const readText = (text: string): Discovery => {
    if (text.length > largestFile) {
      throw new Failure('BAD_INPUT', 'The text is longer than a million characters and was not read.')
    }
    const format = formats.find(({ looksLike }) => looksLike(text))
    if (format === undefined) {
      return {
        candidates: [],
        problems: [
          'Nothing was recognised. Paste a connection URL, or the text of a .env, .pgpass, pg_service.conf, compose or pitwall.yaml file.',
        ],
      }
    }
    const discovery = answer([
      { origin: `pasted text, read as ${format.name}`, reading: format.read(text, surroundings()) },
    ])
    if (discovery.candidates.length === 0 && discovery.problems.length === 0) {
      discovery.problems.push(`The text was read as ${format.name}, and it names no target.`)
    }
    return discovery
  }

  const readFolder = (folder: string): Discovery => {
    const path = resolve(folder.replace(/^~(?=$|[/\\])/, homeDirectory))
    checkFolder(path)
    const sources: Source[] = []
    for (const format of formats) {
      for (const name of format.files) {
        const file = readFile(join(path, name))
        if (file === undefined) continue
        const reading =
          'problem' in file
            ? { found: [], problems: [file.problem] }
            : format.read(file.text, surroundings(path))
        sources.push({ origin: name, reading })
      }
    }
    return answer(sources)
  }

  const readMachine = (): Discovery => {
    const known = new Map(
      Object.entries(variables).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    )
    const passwordFile = readPasswordFile(variables, homeDirectory)
    const servicePath = variables['PGSERVICEFILE'] || join(homeDirectory, '.pg_service.conf')
    const serviceFile = readFile(servicePath)
    const sources: Source[] = [
      { origin: 'environment variables', reading: readVariables(known, surroundings()) },
    ]
    if (passwordFile.problem !== undefined) {
      sources.push({ origin: passwordFile.path, reading: { found: [], problems: [passwordFile.problem] } })
    }
    if (passwordFile.text !== undefined) {
      sources.push({
        origin: passwordFile.path,
        reading: readPasswordLines(passwordFile.text, surroundings()),
      })
    }
    if (serviceFile !== undefined) {
      const reading =
        'problem' in serviceFile
          ? { found: [], problems: [serviceFile.problem] }
          : readServiceFile(serviceFile.text, surroundings())
      sources.push({ origin: servicePath, reading })
    }
    return answer(sources)
  }

  return {
    // Asynchronous for the callers' sake; the files are few and small.
    readText: async (text) => readText(text),
    readFolder: async (folder) => readFolder(folder),
    readMachine: async () => readMachine(),
    passwordOf: candidates.passwordOf,
  }
}

function withPassword(
  found: Found,
  lookUp: (address: Extract<Found['address'], { kind: 'postgres' }>) => string | undefined,
): Found {
  if (found.address.kind !== 'postgres' || found.password.kind !== 'none') return found
  const value = lookUp(found.address)
  return value === undefined ? found : { ...found, password: { kind: 'value', value } }
}

/** The same place named twice, in `.env` and in the compose file, is one target: that with a password. */
function distinct<T extends { one: Found }>(found: T[]): T[] {
  const kept = new Map<string, T>()
  for (const item of found) {
    const { address, environment } = item.one
    // Parsed, its fields are in one order whoever made it.
    const key = JSON.stringify([environment?.name, addressSchema.parse(address)]).replaceAll(
      '"localhost"',
      '"127.0.0.1"',
    )
    const other = kept.get(key)
    if (other === undefined) kept.set(key, item)
    else if (other.one.password.kind === 'none' && item.one.password.kind !== 'none') kept.set(key, item)
  }
  return [...kept.values()]
}

function checkFolder(path: string): void {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (error) {
    throw new Failure('NOT_FOUND', `There is no folder ${path}, or it cannot be read.`, {
      hint: 'Give the full path of the project’s folder.',
      cause: error,
    })
  }
  if (!isFolder) {
    throw new Failure('BAD_INPUT', `${path} is a file.`, { hint: 'Give the folder it is in.' })
  }
}

function readFile(path: string): { text: string } | { problem: string } | undefined {
  try {
    const { size } = statSync(path)
    if (size > largestFile) return { problem: 'It is larger than 1 MB and was not read.' }
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    return { problem: 'It cannot be read.' }
  }
}

/** A compose file of somebody else's project may name any path: only files inside its folder are read. */
function readInside(folder: string, name: string): string | undefined {
  try {
    const path = realpathSync(resolve(folder, name))
    const inside = relative(realpathSync(folder), path)
    if (inside.startsWith('..') || isAbsolute(inside)) return undefined
    const file = readFile(path)
    return file !== undefined && 'text' in file ? file.text : undefined
  } catch {
    // Not there, or not to be read: the same to the reader.
    return undefined
  }
}
