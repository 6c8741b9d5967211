import type { DatabaseSync } from 'node:sqlite'
import type { Change, ChangeEvent } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import { createLedger } from '../changes/index.ts'
import type { ChangesRoom } from '../redis/changes/index.ts'
import { homeFolder, openStorage } from '../storage/index.ts'
import { progressTeller } from './change-as-text.ts'
import type { Terminal } from './command.ts'

/** Opens the workbench's own ledger for a command, and closes it. A refused change is exit status 1. */
export async function withLedger(
  terminal: Terminal,
  work: (room: ChangesRoom, database: DatabaseSync) => Promise<void>,
): Promise<void> {
  const home = homeFolder(process.env)
  const storage = openStorage(home)
  for (const { message } of storage.notices) terminal.tell(message)
  const ledger = createLedger({ database: storage.database })
  try {
    await work({ ledger, home }, storage.database)
  } catch (error) {
    if (!(error instanceof Failure) || !isRefusal(error)) throw error
    // A refused change is an answer (1), not bad usage (2); the preview of it says the same.
    tellRefusal(error, terminal)
  } finally {
    ledger.close()
    storage.close()
  }
}

/** Says why something is not done, and how it would be; the exit status of it is 1. */
export function tellRefusal(refusal: Failure, terminal: Terminal): void {
  terminal.tell(`${refusal.message} ${inTerminalWords(refusal)}`.trim())
  terminal.setExitStatus(1)
}

/** By the guard, by the state of things, or for want of rights. */
const isRefusal = ({ code }: Failure) => code === 'REFUSED' || code === 'PERMISSION'

/** The workbench asks for the name in a dialogue; here it is an option. */
function inTerminalWords({ hint, facts }: Failure): string {
  if (facts['needs'] !== 'confirmation') return hint ?? ''
  return `Add --confirm ${JSON.stringify(facts['environment'])}.`
}

/** Tells the progress and gives the change at the end. */
export async function lastChange(events: AsyncIterable<ChangeEvent>, terminal: Terminal): Promise<Change> {
  const progress = progressTeller()
  for await (const event of events) {
    if (event.type === 'change') return event.change
    const line = progress(event)
    if (line !== undefined) terminal.tell(line)
  }
  throw new Error('It ended without a change.')
}
