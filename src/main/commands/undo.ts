import { reachOfKind } from '../postgres/changes/index.ts'
import { undoChange } from '../postgres/index.ts'
import { changeAsJson, changeAsText } from './change-as-text.ts'
import { targetOfEntry, underItsGuard } from './change-target.ts'
import type { AddCommand } from './command.ts'
import { defaultTimeouts, type PgOptions, targetOfPgOption } from './pg-target.ts'
import { lastChange, withLedger } from './with-ledger.ts'

interface UndoOptions extends PgOptions {
  confirm?: string
  json?: boolean
}

/** `pitwall undo`: takes a change back. */
export const addUndo: AddCommand = (program, terminal) => {
  program
    .command('undo')
    .description('take a change back, while what it made is still as it left it')
    .argument('<id>', 'of the change, as `pitwall changes` lists it')
    .option('--pg <url>', 'the server, where its recorded address or its password is not enough')
    .option('--confirm <name>', "the environment's name, where its guard asks for it")
    .option('--json', 'one JSON document')
    .action(async (id: string, options: UndoOptions) => {
      await withLedger(terminal, async (ledger, database) => {
        const events = undoChange(
          ledger,
          id,
          async (entry) =>
            options.pg === undefined
              ? await targetOfEntry(entry, database)
              : underItsGuard(targetOfPgOption(options), database, reachOfKind(entry.kind)),
          options.confirm,
          defaultTimeouts,
          terminal.signal,
        )
        const change = await lastChange(events, terminal)
        terminal.print(
          options.json === true ? JSON.stringify(changeAsJson(change), null, 2) : changeAsText(change),
        )
        if (change.status !== 'undone') terminal.setExitStatus(1)
      })
    })
}
