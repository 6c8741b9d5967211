import { readFile } from 'node:fs/promises'
import type { Runnable } from '#shared/contract/finding.ts'
import { Failure } from '#shared/failure.ts'
import { reachOfSql, readRunnables } from '../postgres/changes/index.ts'
import { applyChange, prepareProof, settleChanges } from '../postgres/index.ts'
import { changeAsJson, changeAsText } from './change-as-text.ts'
import { underItsGuard } from './change-target.ts'
import type { AddCommand, Terminal } from './command.ts'
import { decodeText } from './decode-text.ts'
import { defaultTimeouts, pgOption, type PgOptions, targetOfPgOption } from './pg-target.ts'
import { lastChange, withLedger } from './with-ledger.ts'

interface ApplyOptions extends PgOptions {
  sql: string
  measure?: string
  confirm?: string
  json?: boolean
}

/** `pitwall apply`: one change, kept in the ledger of the workbench. */
export const addApply: AddCommand = (program, terminal) => {
  const command = program
    .command('apply')
    .description('apply a change to a server: it is kept in the ledger and can be undone')
  pgOption(command)
    .requiredOption('--sql <statement>', 'the change: CREATE INDEX, ANALYZE, ALTER SYSTEM SET…')
    .option(
      '--measure <file>',
      'statements to run before and after, `;` between them; only reading ones are run',
    )
    .option('--confirm <name>', "the environment's name, where its guard asks for it")
    .option('--json', 'one JSON document')
    .action(async (options: ApplyOptions) => {
      const measure = options.measure === undefined ? [] : await readMeasured(options.measure, terminal)
      await withLedger(terminal, async (ledger, database) => {
        const { signal } = terminal
        const reach = await reachOfSql(options.sql, signal)
        const target = underItsGuard(targetOfPgOption(options), database, reach)
        for (const { id, status, message } of await settleChanges(ledger, target, defaultTimeouts, signal)) {
          terminal.tell(`Change ${id} had been interrupted and is ${status}. ${message ?? ''}`.trim())
        }
        const request = {
          sql: options.sql,
          measure,
          ...(options.confirm === undefined ? {} : { confirmation: options.confirm }),
        }
        const events = applyChange(ledger, target, request, defaultTimeouts, signal, prepareProof)
        const change = await lastChange(events, terminal)
        terminal.print(
          options.json === true ? JSON.stringify(changeAsJson(change), null, 2) : changeAsText(change),
        )
        if (change.status !== 'applied') terminal.setExitStatus(1)
      })
    })
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
