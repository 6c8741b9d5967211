import type { DatabaseSync } from 'node:sqlite'
import { Failure } from '#shared/failure.ts'
import type { Entry } from '../changes/index.ts'
import { settleChanges } from '../postgres/index.ts'
import { type ChangesRoom, settleChanges as settleRedisChanges } from '../redis/changes/index.ts'
import { changeAsJson, changesAsText } from './change-as-text.ts'
import { redisTargetOfEntry, targetOfEntry } from './change-target.ts'
import type { AddCommand } from './command.ts'
import { defaultTimeouts } from './pg-target.ts'
import { withLedger } from './with-ledger.ts'

interface ChangesOptions {
  limit: string
  settle?: boolean
  json?: boolean
}

/** `pitwall changes`: the ledger. */
export const addChanges: AddCommand = (program, terminal) => {
  program
    .command('changes')
    .description('list the changes that were made, the newest first')
    .option('--limit <n>', 'at most so many', '100')
    .option('--settle', 'look on the servers what became of those that were interrupted')
    .option('--json', 'one JSON document')
    .action(async (options: ChangesOptions) => {
      const limit = limitOf(options.limit)
      await withLedger(terminal, async (room, database) => {
        const { ledger } = room
        const interrupted = ledger.list().filter(({ status }) => status === 'interrupted')
        for (const { id } of options.settle === true ? interrupted : []) {
          try {
            await settle(room, ledger.entry(id), database, terminal.signal)
          } catch (error) {
            // A server that is not there keeps nobody from reading the list.
            if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error
            terminal.tell(`Change ${id} could not be looked at. ${error.message} ${error.hint ?? ''}`.trim())
          }
        }
        const changes = ledger
          .list()
          .slice(0, limit)
          .map(({ id }) => ledger.get(id))
        terminal.print(
          options.json === true
            ? JSON.stringify({ changes: changes.map((change) => changeAsJson(change)) }, null, 2)
            : changesAsText(changes),
        )
      })
    })
}

async function settle(
  room: ChangesRoom,
  entry: Entry,
  database: DatabaseSync,
  signal: AbortSignal,
): Promise<void> {
  if (entry.target.address.kind === 'redis') {
    await settleRedisChanges(room, await redisTargetOfEntry(entry, database, signal), defaultTimeouts, signal)
  } else {
    await settleChanges(room.ledger, await targetOfEntry(entry, database), defaultTimeouts, signal)
  }
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0) return limit
  throw new Failure('BAD_INPUT', `--limit is a whole number from 1, not ${text}.`, {
    hint: 'For example --limit 20.',
  })
}
