import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import { printRedisChange, type RedisChange } from '#shared/redis/change-text.ts'
import { infoOf } from './info.ts'
import { defineKind, type SingleKind } from './kind.ts'

type ServerCommand = Extract<
  RedisChange,
  { kind: 'config-rewrite' | 'config-resetstat' | 'memory-purge' | 'slowlog-reset' | 'latency-reset' }
>

interface Meaning {
  kind: ServerCommand['kind']
  title: string
  /** Why nothing takes it back. */
  forever: string
  warnings: string[]
}

const meanings: Meaning[] = [
  {
    kind: 'config-resetstat',
    title: "Reset the server's counters",
    forever: 'The counters begin at zero; their former values are gone.',
    warnings: ['Whoever watches hits, misses or commands of this server sees them fall to zero.'],
  },
  {
    kind: 'memory-purge',
    title: 'Give free memory back to the system',
    forever: 'Free pages are given back; nothing has to be undone.',
    warnings: [
      'The server does nothing else while it looks for free pages; with much memory this takes a moment.',
    ],
  },
  {
    kind: 'slowlog-reset',
    title: 'Empty the slow log',
    forever: 'What was in the slow log is gone.',
    warnings: [],
  },
  {
    kind: 'latency-reset',
    title: 'Empty the latency events',
    forever: 'What was in the latency events is gone.',
    warnings: [],
  },
]

const nothing = z.object({})

/** Commands to the server that nothing takes back, and that may be sent twice. */
export const serverCommands: SingleKind[] = meanings.map(({ kind, title, forever, warnings }) =>
  commandKind({ kind, title, forever, warnings }),
)

export const configRewrite: SingleKind = {
  ...commandKind({
    kind: 'config-rewrite',
    title: 'Write the present settings into the configuration file',
    forever: 'The former content of the configuration file is gone.',
    warnings: [],
  }),
  async plan({ masters }) {
    const warnings: string[] = []
    for (const node of masters) {
      const file = (await infoOf(node, 'server')).get('config_file')
      if (file === '') {
        throw new Failure('REFUSED', `${node.name} was started without a configuration file.`, {
          hint: 'Start it with one; until then settings last until its restart.',
        })
      }
      warnings.push(
        `${file ?? `The configuration file of ${node.name}`} is written anew with all settings as they are now, also those that others have set.`,
      )
    }
    return {
      undo: { sql: null, note: 'The former content of the configuration file is gone: keep a copy.' },
      warnings,
      before: {},
    }
  },
}

function commandKind({ kind, title, forever, warnings }: Meaning): SingleKind {
  const undo = { sql: null, note: forever }
  return defineKind<ServerCommand, Record<string, never>>({
    kinds: [kind],
    title: () => title,
    before: nothing,
    plan: async ({ masters }) => ({
      undo,
      warnings: masters.length > 1 ? [...warnings, `It is done on all ${masters.length} masters.`] : warnings,
      before: {},
    }),
    async send({ masters }, change) {
      for (const node of masters) await node.call(...printRedisChange(change).split(' '))
    },
    // Whether it was done cannot be seen afterwards; doing it again does no harm.
    look: async () => ({
      state: 'done',
      undo,
      made: {},
      message:
        'Pitwall ended when it had just been sent; whether the server did it cannot be seen. It may be done again.',
    }),
    differs: async () => undefined,
    takeBack: async () => {},
  })
}
