import * as z from 'zod'
import type { Undo } from '#main/changes/index.ts'
import { Failure } from '#shared/failure.ts'
import { printRedisChange, quoteArgument, type RedisChange } from '#shared/redis/change-text.ts'
import type { RedisNode, RedisServer } from '../../connect/index.ts'
import { textOf } from '../reply-text.ts'
import { refuseDanger } from './config-danger.ts'
import { refuseWhatServerWould } from './config-judgement.ts'
import { configWarnings } from './config-warnings.ts'
import { defineKind, type Found } from './kind.ts'

type ConfigSet = Extract<RedisChange, { kind: 'config-set' }>
type Settings = ConfigSet['settings']

/** The values of each master, by its name. */
const valuesSchema = z.record(z.string(), z.record(z.string(), z.string()))
type Values = z.infer<typeof valuesSchema>

const madeSchema = z.object({ values: valuesSchema })

/** CONFIG SET on every master, until their restart. */
export const configSet = defineKind<ConfigSet, { values: Values }>({
  kinds: ['config-set'],
  title: ({ settings }) =>
    `Set ${settings.map(({ name, value }) => `${name} to ${quoteArgument(value)}`).join(', ')}`,
  before: madeSchema,
  async plan(server, change, mayTry) {
    refuseDanger(change.settings)
    const values: Values = {}
    const untold: string[] = []
    for (const node of server.masters) {
      const present = async () => await read(node, change.settings)
      if (mayTry) untold.push(...(await refuseWhatServerWould(server, node, change.settings, present)))
      values[node.name] = await present()
    }
    return {
      undo: undoOf(server, values),
      warnings: [...new Set(untold), ...(await configWarnings(server, change.settings, values))],
      before: { values },
    }
  },
  async send(server, { settings }, { values }) {
    const done: RedisNode[] = []
    try {
      for (const node of server.masters) {
        done.push(node)
        await set(server, node, settings)
      }
    } catch (error) {
      await setBack(server, done, values)
      throw error
    }
  },
  async look(server, { settings }, { values }) {
    const now = await readAll(server, settings)
    // The server writes values its own way (1gb becomes 1073741824): what differs from before was set.
    const isSet = server.masters.map(({ name }) => !isEqual(now[name], values[name]))
    const undo = undoOf(server, values)
    const made = { values: now }
    if (isSet.every(Boolean)) return { state: 'done', undo, made }
    if (isSet.some(Boolean)) {
      return { state: 'left', message: 'Not all masters have it.', undo, made } satisfies Found
    }
    return { state: 'nothing' }
  },
  async differs(server, { settings }, made) {
    const { values } = madeSchema.parse(made)
    const now = await readAll(server, settings)
    for (const [node, known] of Object.entries(values)) {
      const present = now[node]
      if (!present) return `${node} is no master of this server any more.`
      for (const [name, value] of Object.entries(known)) {
        if (present[name] !== value)
          return `${name} is ${shown(present[name])} on ${node} now, and was left at ${shown(value)}.`
      }
    }
    return undefined
  },
  async takeBack(server, _change, { values }, made) {
    const left = madeSchema.parse(made).values
    const done: RedisNode[] = []
    try {
      for (const node of server.masters) {
        done.push(node)
        await set(server, node, settingsOf(values[node.name] ?? {}))
      }
    } catch (error) {
      await setBack(server, done, left)
      throw error
    }
  },
})

/** All or none: takes back what was done, the last of which refused and may have taken some of several. */
async function setBack(server: RedisServer, done: readonly RedisNode[], values: Values): Promise<void> {
  for (const node of done) {
    try {
      await set(server, node, settingsOf(values[node.name] ?? {}))
    } catch (error) {
      // Why it refused is told already.
      if (node !== done.at(-1) || !(error instanceof Failure)) throw error
    }
  }
}

async function readAll(server: RedisServer, settings: Settings): Promise<Values> {
  const values: Values = {}
  for (const node of server.masters) values[node.name] = await read(node, settings)
  return values
}

async function read(node: RedisNode, settings: Settings): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const { name } of settings) {
    // A name with a star would be a pattern here.
    const reply = /^[\w-]+$/.test(name) ? await node.call('CONFIG', 'GET', name) : null
    const value = Array.isArray(reply) ? reply[1] : undefined
    if (value === undefined) {
      throw new Failure('BAD_INPUT', `${node.name} has no parameter ${name}, or it does not show it.`, {
        hint: 'Look it up in the documentation of this version; managed servers hide some.',
      })
    }
    values[name] = textOf(value)
  }
  return values
}

async function set({ facts }: RedisServer, node: RedisNode, settings: Settings): Promise<void> {
  if (settings.length === 0) return
  if (facts.major >= 7) {
    await node.call('CONFIG', 'SET', ...settings.flatMap(({ name, value }) => [name, value]))
    return
  }
  for (const { name, value } of settings) await node.call('CONFIG', 'SET', name, value)
}

function settingsOf(values: Record<string, string>): Settings {
  return Object.entries(values).map(([name, value]) => ({ name, value }))
}

function undoOf({ masters }: RedisServer, values: Values): Undo {
  const statements = masters.map(({ name }) =>
    printRedisChange({ kind: 'config-set', settings: settingsOf(values[name] ?? {}) }),
  )
  const isOne = new Set(statements).size === 1
  return {
    sql: isOne
      ? statements.slice(0, 1)
      : statements.map((statement, at) => `${statement} (on ${masters[at]?.name ?? ''})`),
  }
}

function isEqual(
  one: Record<string, string> | undefined,
  other: Record<string, string> | undefined,
): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const shown = (value: string | undefined) => (value === undefined || value === '' ? 'empty' : value)
