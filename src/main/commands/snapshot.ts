import type { Environment } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { createEnvironments } from '../environments/index.ts'
import { homeFolder, openStorage } from '../storage/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { printRecorded } from './print-recorded.ts'
import { type RecordOptions, recordingOptions, recordToFile } from './record.ts'
import { tellRefusal } from './with-ledger.ts'

interface SnapshotOptions extends RecordOptions {
  confirm?: string
}

/** `pitwall snapshot`: all objects in the heap of a running Node process, and what holds them. */
export const addSnapshot: AddCommand = (program, terminal) => {
  const ending = '.heapsnapshot'
  recordingOptions(program.command('snapshot'), ending)
    .description('take a heap snapshot of a running Node process, which stands still meanwhile')
    .option('--confirm <name>', "the environment's name, where its guard asks for it")
    .action(async (options: SnapshotOptions) => {
      const kept = keptEnvironments(terminal)
      const toRecord = {
        settings: { kind: 'snapshot' },
        seconds: 1,
        ending,
        environments: { list: () => kept },
        confirmation: options.confirm,
      } as const
      try {
        const head = await recordToFile(options, toRecord, terminal)
        await printRecorded(head, undefined, options, terminal)
      } catch (error) {
        // Refused by the guard: an answer, not bad usage.
        if (!(error instanceof Failure) || error.facts['guard'] === undefined) throw error
        tellRefusal(error, terminal)
      }
    })
}

/** Of the workbench, whose guards count in the terminal, too. */
function keptEnvironments(terminal: Terminal): Environment[] {
  const storage = openStorage(homeFolder(process.env))
  for (const { message } of storage.notices) terminal.tell(message)
  try {
    return createEnvironments({ database: storage.database }).list()
  } finally {
    storage.close()
  }
}
