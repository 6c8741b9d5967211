import type { Limitation } from '#shared/contract/finding.ts'
import { endsCheckUp, notExamined, settled, unknownSection } from '#main/check-up.ts'
import type { HealthReport, HealthSection } from '#shared/contract/health.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { ReplyError } from '../resp/index.ts'
import { type InfoReading, readInfo } from './info/read-info.ts'
import { refusalOf } from './refusal.ts'
import { textOf } from './replies/texts.ts'
import {
  type Answer,
  type Examination,
  limitation,
  type Question,
  type Section,
  type Settings,
  type Sources,
} from './section.ts'
import { sections } from './sections/index.ts'
import { readServer, type Server, traitsOf } from './server.ts'
import { thresholds } from './thresholds.ts'

export interface CheckOptions {
  /** Of the hit rate, 0 to 1. */
  hitRateTarget: number
}

/**
 * The check-up of a Redis, of all masters of a cluster: every section with its evidence, findings and
 * changes. Asks for statistics and settings alone, never for a key, and changes nothing. A command that
 * is refused makes what depends on it unknown, and the rest goes on.
 *
 * @throws Failure where the server cannot be reached or is lost, and CANCELLED
 */
export async function checkServer(
  target: RedisTarget,
  { hitRateTarget }: CheckOptions,
  timeouts: { connectTimeoutMs: Milliseconds },
  signal?: AbortSignal,
): Promise<HealthReport> {
  const checkedAt = Date.now()
  const startedAt = performance.now()
  return await withRedis(target, { timeouts, signal }, async (redis) => {
    const reading = await readInfo(redis.masters, thresholds.window, signal)
    const server = await readServer(redis, target, reading.figures, hitRateTarget)
    const examined: HealthSection[] = []
    for (const section of sections) {
      throwIfCancelled(signal)
      if (section.applies?.(server) ?? true) examined.push(await examine(section, server, reading))
    }
    const { product, version } = redis.facts
    return {
      checkedAt,
      elapsedMs: performance.now() - startedAt,
      serverVersion: version === '' ? `${product}, its version is not told` : `${product} ${version}`,
      traits: traitsOf(server, target, reading.figures),
      sections: examined,
    }
  })
}

async function examine(section: Section, server: Server, reading: InfoReading): Promise<HealthSection> {
  const sources: Sources = []
  const limitations: Limitation[] = []
  const { id, title } = section
  try {
    const diagnosis = await section.examine(examinationOf(server, reading, sources, limitations, title))
    return { id, title, ...settled(diagnosis), sources, limitations }
  } catch (error) {
    if (error instanceof NotTold) limitations.push(error.limitation)
    else if (!(error instanceof Failure) || endsCheckUp(error)) throw error
    else limitations.push(notExamined(title, error))
    return unknownSection(section, sources, limitations)
  }
}

/** Thrown through a section that cannot do without what was refused. */
class NotTold extends Error {
  readonly limitation: Limitation

  constructor(missing: Limitation) {
    super(missing.message)
    this.limitation = missing
  }
}

function examinationOf(
  server: Server,
  reading: InfoReading,
  sources: Sources,
  limitations: Limitation[],
  title: string,
): Examination {
  const addSource = (sourceTitle: string, command: readonly string[]): void => {
    sources.push({ title: sourceTitle, sql: command.join(' ') })
  }
  const ask = async (question: Question): Promise<Answer[] | undefined> => {
    const nodes = question.ofAll === true ? server.nodes.slice(0, 1) : server.nodes
    const answers = await Promise.all(
      nodes.map(async (node): Promise<Answer> => {
        const [reply = null] = await node.pipeline([question.command])
        return { node: node.name, reply }
      }),
    )
    const refused = answers.find(({ reply }) => reply instanceof ReplyError)?.reply
    const told = answers.filter(({ reply }) => !(reply instanceof ReplyError))
    if (refused instanceof ReplyError && question.optional !== true) {
      limitations.push(refusalOf(question.missing, question.command, refused, server.user))
    }
    if (told.length === 0) return undefined
    addSource(question.title, question.command)
    return told
  }
  return {
    server,
    ask,
    limit: (missing) => limitations.push(missing),
    info(...infoSections) {
      if (reading.figures === undefined) {
        throw new NotTold(refusalOf(title, ['INFO'], reading.refused, server.user))
      }
      for (const each of infoSections) addSource(`What the server counts: ${each}`, ['INFO', each])
      if (reading.silent.length > 0) {
        limitations.push(
          limitation(
            `The figures are without ${reading.silent.join(', ')}, which did not answer INFO.`,
            'Look whether the user has the same rights on every node.',
          ),
        )
      }
      return reading.figures
    },
    settings: async (...names) => await readSettings(server, names, addSource, limitations),
  }
}

/** Named one by one, because some settings are passwords. */
async function readSettings(
  server: Server,
  names: readonly string[],
  addSource: (title: string, command: readonly string[]) => void,
  limitations: Limitation[],
): Promise<Settings> {
  const [node] = server.nodes
  const { configRefused } = server
  if (configRefused !== undefined || node === undefined) {
    if (configRefused !== undefined) {
      limitations.push(refusalOf('What the server is set to', ['CONFIG', 'GET'], configRefused, server.user))
    }
    return new Map()
  }
  // Several names in one call are understood from 7.0 on.
  const takesMany = server.facts.major >= 7
  const commands = takesMany ? [['CONFIG', 'GET', ...names]] : names.map((name) => ['CONFIG', 'GET', name])
  const replies = await node.pipeline(commands)
  for (const command of commands) addSource('What the server is set to', command)
  const settings = new Map<string, string>()
  for (const reply of replies) {
    if (!Array.isArray(reply)) continue
    for (let at = 0; at + 1 < reply.length; at += 2) settings.set(textOf(reply[at]), textOf(reply[at + 1]))
  }
  return settings
}
