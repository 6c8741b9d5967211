import { resumeChange } from '../redis/changes/index.ts'
import { changeAsJson, changeAsText } from './change-as-text.ts'
import type { AddCommand } from './command.ts'
import { defaultTimeouts } from './pg-target.ts'
import { redisOption, type RedisOptions } from './redis-target.ts'
import { againOf } from './undo.ts'
import { lastChange, withLedger } from './with-ledger.ts'

interface ResumeOptions extends RedisOptions {
  confirm?: string
  pace?: string
  json?: boolean
}

/** `pitwall resume`: goes on with a change of Redis keys. */
export const addResume: AddCommand = (program, terminal) => {
  const command = program
    .command('resume')
    .description('go on with a change of Redis keys that was stopped or interrupted, or with its undo')
    .argument('<id>', 'of the change, as `pitwall changes` lists it')
  redisOption(command)
    .option('--confirm <name>', "the environment's name, where its guard asks for it")
    .option('--pace <pace>', 'gentle, full, or at most so many keys a second', 'gentle')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: ResumeOptions) => {
      await withLedger(terminal, async (room, database) => {
        const again = againOf(id, options, database, terminal)
        const events = resumeChange(room, again, defaultTimeouts, terminal.signal)
        const change = await lastChange(events, terminal)
        terminal.print(
          options.json === true ? JSON.stringify(changeAsJson(change), null, 2) : changeAsText(change),
        )
        if (change.status !== 'applied' && change.status !== 'undone') terminal.setExitStatus(1)
      })
    })
}
