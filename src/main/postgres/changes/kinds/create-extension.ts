import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { defineKind, undoneWhenDifferent } from '../kind.ts'
import type { CreateExtension } from '../known-change.ts'
import { nameOf } from '../relations.ts'

const beforeSchema = z.object({ wasThere: z.boolean() })

/** CREATE EXTENSION; its undo drops it while nothing depends on it. */
export const createExtension = defineKind<CreateExtension, z.infer<typeof beforeSchema>>({
  kinds: ['create-extension'],
  form: 'CREATE EXTENSION',
  waitsForLocks: false,
  before: beforeSchema,

  read(statement, text) {
    if (!('CreateExtensionStmt' in statement)) return undefined
    const { extname, if_not_exists: ifNotExists } = statement.CreateExtensionStmt
    const extension = extname ?? ''
    return {
      kind: 'create-extension',
      title: `Create extension ${extension}`,
      sql: text.sql,
      notes: [],
      extension,
      ifNotExists: ifNotExists === true,
    }
  },

  async plan(session, change) {
    const there = await extensionOid(session, change.extension)
    if (there !== undefined && !change.ifNotExists) {
      throw new Failure('REFUSED', `The extension ${change.extension} is there already.`, {
        hint: 'There is nothing to do.',
      })
    }
    const [available] = await session.run('SELECT 1 FROM pg_available_extensions WHERE name = $1', [
      change.extension,
    ])
    if (!available) {
      throw new Failure('REFUSED', `The server does not have the extension ${change.extension}.`, {
        hint: 'Install its package on the machine of the server first (on Debian postgresql-contrib, or postgresql-NN-NAME).',
      })
    }
    return {
      statements: [change.sql],
      undo: there === undefined ? undoOf(change) : { sql: null, note: isThereNote },
      warnings: [...change.notes, ...(await preloading(session, change.extension))],
      before: { wasThere: there !== undefined },
    }
  },

  async look(session, change, before, ending) {
    const oid = await extensionOid(session, change.extension)
    if (before.wasThere) {
      return ending.how === 'succeeded'
        ? { state: 'done', message: isThereNote, undo: { sql: null, note: isThereNote }, made: {} }
        : { state: 'nothing' }
    }
    if (oid === undefined) return { state: 'nothing' }
    const [message] = await preloading(session, change.extension)
    return { state: 'done', message, undo: undoOf(change), made: { oid, extension: change.extension } }
  },

  differs: extensionDiffers,
  lookUndo: undoneWhenDifferent(extensionDiffers),
})

const isThereNote = 'The extension was there already, so nothing was done.'

function undoOf({ extension }: CreateExtension): { sql: string[]; note: string } {
  return {
    // Without CASCADE the server refuses while anything depends on it.
    sql: [`DROP EXTENSION ${nameOf({ name: extension })}`],
    note: 'Only while nothing depends on the extension.',
  }
}

async function extensionDiffers(session: Session, made: unknown): Promise<string | undefined> {
  const { oid, extension } = z.object({ oid: z.string(), extension: z.string() }).parse(made)
  const now = await extensionOid(session, extension)
  if (now === undefined) return `The extension ${extension} is not there any more.`
  return now === oid ? undefined : `The extension ${extension} was dropped and created again since.`
}

async function extensionOid(session: Session, extension: string): Promise<string | undefined> {
  const [row] = await session.run('SELECT oid FROM pg_extension WHERE extname = $1', [extension])
  return row?.[0] ?? undefined
}

/** Extensions that count or plan only where the server has loaded them at its start. */
const preloaded = new Set([
  'pg_stat_statements',
  'pg_cron',
  'pg_qualstats',
  'pg_wait_sampling',
  'timescaledb',
])

async function preloading(session: Session, extension: string): Promise<string[]> {
  if (!preloaded.has(extension)) return []
  // Without a row the role may not see the setting.
  const [row] = await session.run(`SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries'`)
  const libraries = row?.[0]
  if (typeof libraries !== 'string' || libraries.split(/[\s,"]+/).includes(extension)) return []
  return [
    `${extension} works only once it is named in shared_preload_libraries and the server has been restarted.`,
  ]
}
