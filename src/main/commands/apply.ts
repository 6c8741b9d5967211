import { readFile } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import type { Change } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import { Failure } from '#shared/failure.ts'
import { parseRedisChange } from '#shared/redis/change-text.ts'
import type { Ledger } from '../changes/index.ts'
import { reachOfSql, readRunnables } from '../postgres/changes/index.ts'
import { applyChange, prepareProof, settleChanges } from '../postgres/index.ts'
import {
  applyChange as applyRedisChange,
  type ChangesRoom,
  kindName,
  settleChanges as settleRedisChanges,
} from '../redis/changes/index.ts'
import { changeAsJson, changeAsText } from './change-as-text.ts'
import { underGuardsOfRedis, underItsGuard } from './change-target.ts'
import type { AddCommand, Terminal } from './command.ts'
import { decodeText } from './decode-text.ts'
import { paceOf } from './pace-option.ts'
import { defaultTimeouts, pgOption, type PgOptions, targetOfPgOption } from './pg-target.ts'
import { redisOption, type RedisOptions, targetOfRedisOption } from './redis-target.ts'
import { lastChange, withLedger } from './with-ledger.ts'

interface ApplyOptions extends PgOptions, RedisOptions {
  sql: string
  measure?: string
  confirm?: string
  pace?: string
  json?: boolean
}

/** `pitwall apply`: one change, kept in the ledger of the workbench. */
export const addApply: AddCommand = (program, terminal) => {
  const command = program
    .command('apply')
    .description('apply a change to a server: it is kept in the ledger and can be undone')
  redisOption(pgOption(command))
    .requiredOption(
      '--sql <statement>',
      'the change: CREATE INDEX, ANALYZE, ALTER SYSTEM SET…; of a Redis CONFIG SET, EACH <glob> EXPIRE…',
    )
    .option(
      '--measure <file>',
      'statements to run before and after, `;` between them; only reading ones are run',
    )
    .option('--confirm <name>', "the environment's name, where its guard asks for it")
    .option('--pace <pace>', 'for keys of a Redis: gentle, full, or at most so many keys a second')
    .option('--json', 'one JSON document')
    .action(async (options: ApplyOptions) => {
      await withLedger(terminal, async (room, database) => {
        const change =
          options.redis === undefined
            ? await applyToPostgres(options, room.ledger, database, terminal)
            : await applyToRedis(options, room, database, terminal)
        terminal.print(
          options.json === true ? JSON.stringify(changeAsJson(change), null, 2) : changeAsText(change),
        )
        if (change.status !== 'applied') terminal.setExitStatus(1)
      })
    })
}

async function applyToPostgres(
  options: ApplyOptions,
  ledger: Ledger,
  database: DatabaseSync,
  terminal: Terminal,
): Promise<Change> {
  if (options.pace !== undefined) {
    throw new Failure('BAD_INPUT', '--pace is for the keys of a Redis.', { hint: 'Leave it out.' })
  }
  const { signal } = terminal
  const measure = options.measure === undefined ? [] : await readMeasured(options.measure, terminal)
  const reach = await reachOfSql(options.sql, signal)
  const target = underItsGuard(targetOfPgOption(options), database, reach)
  tellSettled(await settleChanges(ledger, target, defaultTimeouts, signal), terminal)
  const request = { sql: options.sql, measure, ...confirmationOf(options) }
  const events = applyChange(ledger, target, request, defaultTimeouts, signal, prepareProof)
  return await lastChange(events, terminal)
}

async function applyToRedis(
  options: ApplyOptions,
  room: ChangesRoom,
  database: DatabaseSync,
  terminal: Terminal,
): Promise<Change> {
  if (options.pg !== undefined || options.measure !== undefined) {
    throw new Failure('BAD_INPUT', 'A change of a Redis takes neither --pg nor --measure.', {
      hint: 'Give --redis and --sql.',
    })
  }
  const { signal } = terminal
  const pace = paceOf(options.pace)
  const kind = kindName(parseRedisChange(options.sql))
  const target = await underGuardsOfRedis(targetOfRedisOption(options), database, kind, signal)
  tellSettled(await settleRedisChanges(room, target, defaultTimeouts, signal), terminal)
  const request = { sql: options.sql, pace, ...confirmationOf(options) }
  return await lastChange(applyRedisChange(room, target, request, defaultTimeouts, signal), terminal)
}

/** What had been interrupted on the same server, and what has become of it. */
export function tellSettled(settled: readonly Change[], terminal: Terminal): void {
  for (const { id, status, message } of settled) {
    terminal.tell(`Change ${id} had been interrupted and is ${status}. ${message ?? ''}`.trim())
  }
}

function confirmationOf({ confirm }: ApplyOptions): { confirmation?: string } {
  return confirm === undefined ? {} : { confirmation: confirm }
}

/** As many as the contract takes. */
const MOST_MEASURED = 20

async function readMeasured(file: string, { signal }: Terminal): Promise<Runnable[]> {
  let bytes: Buffer
  try {
    bytes = await readFile(file, { signal })
  } catch (cause) {
    throw new Failure('BAD_INPUT', `${file} cannot be read.`, {
      hint: 'Check the name of the file, and that you may read it.',
      cause,
    })
  }
  const statements = await readRunnables(decodeText(bytes), signal)
  if (statements.length <= MOST_MEASURED) return statements
  throw new Failure(
    'BAD_INPUT',
    `${file} has ${statements.length} statements; at most ${MOST_MEASURED} are measured.`,
    {
      hint: 'Keep those that the change is made for.',
    },
  )
}
