import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { defineKind, undoneWhenDifferent } from '../kind.ts'
import type { SetServerSetting } from '../known-change.ts'
import { readSetting, settingName, settingValue } from '../settings.ts'

const beforeSchema = z.object({
  /** What postgresql.auto.conf said; null where it said nothing. */
  former: z.string().nullable(),
  /** Whether the role may read that file's content. */
  seen: z.boolean(),
  /** ALTER SYSTEM may be granted to a role that may not reload. */
  mayReload: z.boolean(),
})
type Before = z.infer<typeof beforeSchema>

const RELOAD = 'SELECT pg_reload_conf()'
const cannotReload =
  'This role may not reload the server: the setting is written, and read when somebody else reloads or restarts it.'

function reload({ mayReload }: Before): string[] {
  return mayReload ? [RELOAD] : []
}

/** ALTER SYSTEM SET and RESET of one setting, and the reload that makes it known. */
export const setServerSetting = defineKind<SetServerSetting, Before>({
  kinds: ['set-server-setting'],
  form: 'ALTER SYSTEM SET or RESET of one setting',
  waitsForLocks: false,
  onStandby: true,
  before: beforeSchema,

  read(statement, text) {
    if (!('AlterSystemStmt' in statement)) return undefined
    const { setting, reset } = readSetting(statement.AlterSystemStmt.setstmt)
    return {
      kind: 'set-server-setting',
      title: `${reset ? 'Reset' : 'Set'} ${setting} for the whole server`,
      sql: text.sql,
      notes: [],
      setting,
      reset,
    }
  },

  async plan(session, change) {
    const known = await settingOf(session, change.setting)
    if (!known && !change.setting.includes('.')) {
      throw new Failure(
        'NOT_FOUND',
        `The server has no setting named ${change.setting}, or does not show it to this role.`,
        {
          hint: 'SHOW ALL lists the settings; some are of newer or older versions.',
        },
      )
    }
    const [may] = await session.run(`SELECT has_function_privilege('pg_reload_conf()', 'EXECUTE')`)
    const before = { ...(await readAutoConf(session, change.setting)), mayReload: may?.[0] === 't' }
    return {
      statements: [change.sql, ...reload(before)],
      undo: undoOf(change, before),
      warnings: [...change.notes, ...warningsOf(known, change), ...(before.mayReload ? [] : [cannotReload])],
      before,
    }
  },

  async look(session, change, before, ending) {
    if (ending.how === 'failed' && typeof ending.failure.facts['sqlState'] === 'string') {
      return { state: 'nothing' }
    }
    const now = await readAutoConf(session, change.setting)
    if (ending.how !== 'succeeded' && (!now.seen || now.former === before.former)) return { state: 'nothing' }
    const known = await settingOf(session, change.setting)
    return {
      state: 'done',
      message: effectOf(known, ending.how === 'succeeded' && before.mayReload),
      undo: undoOf(change, before),
      made: { setting: change.setting, value: now.former, seen: now.seen },
    }
  },

  differs,
  lookUndo: undoneWhenDifferent(differs),
})

const madeSchema = z.object({ setting: z.string(), value: z.string().nullable(), seen: z.boolean() })

async function differs(session: Session, made: unknown): Promise<string | undefined> {
  const { setting, value, seen } = madeSchema.parse(made)
  if (!seen) return undefined
  const now = await readAutoConf(session, setting)
  if (!now.seen || now.former === value) return undefined
  const said = now.former === null ? 'no longer in postgresql.auto.conf' : `'${now.former}' there now`
  return `${setting} was changed since: it is ${said}.`
}

function undoOf({ setting }: SetServerSetting, before: Before): { sql: string[]; note?: string } {
  const { former, seen } = before
  const name = settingName(setting)
  const back =
    former === null
      ? `ALTER SYSTEM RESET ${name}`
      : `ALTER SYSTEM SET ${name} = ${settingValue(setting, former)}`
  return {
    sql: [back, ...reload(before)],
    ...(seen
      ? {}
      : {
          note: 'This role may not read pg_file_settings: a value set by an earlier ALTER SYSTEM is not known.',
        }),
  }
}

/** What postgresql.auto.conf says of a setting. Reading it is for superusers unless granted. */
async function readAutoConf(session: Session, setting: string): Promise<Pick<Before, 'former' | 'seen'>> {
  const [may] = await session.run(`SELECT has_function_privilege('pg_show_all_file_settings()', 'EXECUTE')`)
  if (may?.[0] !== 't') return { former: null, seen: false }
  const [row] = await session.run(
    `SELECT setting FROM pg_file_settings
      WHERE sourcefile LIKE '%postgresql.auto.conf' AND lower(name) = lower($1) ORDER BY seqno DESC LIMIT 1`,
    [setting],
  )
  return { former: row?.[0] ?? null, seen: true }
}

interface Known {
  context: string
  source: string
  pending: boolean
}

async function settingOf(session: Session, setting: string): Promise<Known | undefined> {
  const [row] = await session.run(
    'SELECT context, source, pending_restart FROM pg_settings WHERE lower(name) = lower($1)',
    [setting],
  )
  if (!row) return undefined
  return { context: row[0] ?? '', source: row[1] ?? '', pending: row[2] === 't' }
}

function warningsOf(known: Known | undefined, { setting }: SetServerSetting): string[] {
  if (!known) return []
  return [
    ...(known.context === 'postmaster' ? [`${setting} takes effect when the server is restarted.`] : []),
    ...(known.source === 'command line' || known.source === 'environment variable'
      ? [`${setting} is given on the server's ${known.source}, which wins over ALTER SYSTEM.`]
      : []),
  ]
}

function effectOf(known: Known | undefined, reloaded: boolean): string {
  if (!reloaded)
    return 'It is written into postgresql.auto.conf; the server reads that when it is reloaded or restarted.'
  if (known?.pending === true || known?.context === 'postmaster') {
    return 'Written and reloaded; a restart of the server is pending before it takes effect.'
  }
  if (known?.source === 'command line' || known?.source === 'environment variable') {
    return `Written and reloaded, but the server's ${known.source} wins over it.`
  }
  return known?.context === 'backend' || known?.context === 'superuser-backend'
    ? 'In effect for sessions that begin from now on.'
    : 'In effect.'
}
