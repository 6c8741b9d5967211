import { readFile } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { buffer as readAll } from 'node:stream/consumers'
import * as z from 'zod'
import type { ExplainEvent } from '#shared/contract/postgres.ts'
import type { Plan } from '#shared/contract/plan.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { explainStatement, planFromText } from '../postgres/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { decodeText } from './decode-text.ts'
import { defaultTimeouts, pgOption, type PgOptions, targetOfPgOption } from './pg-target.ts'
import { planAsText } from './plan-as-text.ts'

interface ExplainOptions extends PgOptions {
  file?: string
  sql?: string
  sqlFile?: string
  analyze?: boolean
  params?: string
  allowWrites?: boolean
  timeout?: string
  json?: boolean
  raw?: boolean
}

/** `pitwall explain`: a plan from a file, or of a statement on a server. */
export const addExplain: AddCommand = (program, terminal) => {
  const command = program
    .command('explain')
    .description('read a query plan, or make one on a server: where its time goes, and what to do')
    .option(
      '--file <file>',
      'an EXPLAIN output: JSON, or text as psql, a log or a web page gives it; - is stdin',
    )
  pgOption(command)
    .option('--sql <statement>', 'the statement to explain; - is stdin')
    .option('--sql-file <file>', 'a file with the statement')
    .option('--analyze', 'run the statement and measure, in a transaction that is rolled back')
    .option('--params <json>', 'values for $1, $2…, as a JSON array: [42, "open", null]')
    .option(
      '--allow-writes',
      'run a statement that does more than read: it is rolled back, sequences are not',
    )
    .option('--timeout <seconds>', 'statement timeout', String(defaultTimeouts.statementTimeoutMs / 1000))
    .option('--json', 'one JSON document')
    .option('--raw', "with --json: the server's own text too")
    .action(async (options: ExplainOptions) => {
      try {
        const plan = await planOf(options, terminal)
        terminal.print(options.json === true ? planAsJson(plan, options.raw === true) : planAsText(plan))
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'REFUSED') throw error
        // A refused change is an answer (1), not bad usage (2).
        terminal.tell(`${error.message} ${error.hint ?? ''}`.trim())
        terminal.setExitStatus(1)
      }
    })
}

async function planOf(options: ExplainOptions, terminal: Terminal): Promise<Plan> {
  const sources = [options.file, options.sql, options.sqlFile].filter((source) => source !== undefined)
  if (sources.length !== 1) {
    throw new Failure('BAD_INPUT', 'Say what to explain: one of --file, --sql and --sql-file.', {
      hint: 'For example: pitwall explain --pg postgresql://me@localhost/shop --sql "SELECT …" --analyze',
    })
  }
  if (options.file === undefined) return await planFromServer(options, terminal)
  const needless = ['pg', 'analyze', 'params', 'allowWrites'] as const
  const [first] = needless.filter((option) => options[option] !== undefined)
  if (first !== undefined) {
    throw new Failure('BAD_INPUT', '--file reads a plan that was made already; nothing is run.', {
      hint: 'Leave out --pg, --analyze, --params and --allow-writes, or give the statement with --sql.',
    })
  }
  return await planFromText(await readText(options.file, terminal.signal), terminal.signal)
}

async function planFromServer(options: ExplainOptions, terminal: Terminal): Promise<Plan> {
  const target = targetOfPgOption(options)
  const parameters = parametersOf(options.params)
  const request = {
    sql:
      options.sqlFile === undefined
        ? await statementOf(options.sql ?? '', terminal)
        : await readText(options.sqlFile, terminal.signal),
    analyze: options.analyze === true,
    statementTimeoutMs: timeoutOf(options.timeout),
    ...(parameters ? { parameters } : {}),
    ...(options.allowWrites === true ? { acceptEffects: true } : {}),
  }
  try {
    return await lastPlan(explainStatement(target, request, defaultTimeouts, terminal.signal), terminal)
  } catch (error) {
    throw inTerminalWords(error)
  }
}

async function statementOf(sql: string, { signal }: Terminal): Promise<string> {
  return sql === '-' ? await readText('-', signal) : sql
}

async function lastPlan(events: AsyncIterable<ExplainEvent>, terminal: Terminal): Promise<Plan> {
  let told: number | undefined
  for await (const event of events) {
    if (event.type === 'plan') return event.plan
    if (event.phase === 'running' && event.backendPid !== undefined && told !== event.backendPid) {
      told = event.backendPid
      terminal.tell(`Running as server process ${told}; Ctrl-C cancels it there.`)
    }
  }
  throw new Error('The server answered without a plan.')
}

/** The workbench asks for consent in a dialogue; here it is an option. */
function inTerminalWords(error: unknown): unknown {
  if (!(error instanceof Failure) || error.facts['needs'] !== 'acceptEffects') return error
  return new Failure(error.code, error.message, {
    hint: `${error.hint ?? ''} To run it nevertheless, add --allow-writes.`.trim(),
    facts: error.facts,
    cause: error,
  })
}

const parametersSchema = z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** Numbers and booleans go to the server as the text they were written as. */
function parametersOf(json: string | undefined): (string | null)[] | undefined {
  if (json === undefined) return undefined
  try {
    return parametersSchema.parse(JSON.parse(json)).map((value) => (value === null ? null : String(value)))
  } catch (cause) {
    throw new Failure('BAD_INPUT', '--params is not a JSON array of texts, numbers, booleans and nulls.', {
      hint: `Write for example --params '[42, "open", null]'; an array goes as Postgres writes it: "{1,2}".`,
      cause,
    })
  }
}

function timeoutOf(seconds: string | undefined): Milliseconds {
  const milliseconds = Number(seconds) * 1000
  // The contract's limits of statementTimeoutMs.
  if (milliseconds >= 100 && milliseconds <= 86_400_000) return Math.round(milliseconds)
  throw new Failure('BAD_INPUT', `--timeout is seconds from 0.1 to 86400, not ${seconds}.`, {
    hint: 'For example --timeout 30.',
  })
}

async function readText(file: string, signal: AbortSignal): Promise<string> {
  throwIfCancelled(signal)
  try {
    const bytes =
      file === '-' ? await readAll(addAbortSignal(signal, process.stdin)) : await readFile(file, { signal })
    return decodeText(bytes)
  } catch (cause) {
    throwIfCancelled(signal)
    const name = file === '-' ? 'Standard input' : file
    throw new Failure('BAD_INPUT', `${name} cannot be read: ${reasonOf(cause)}.`, {
      hint: 'Check the name of the file, and that you may read it.',
      cause,
    })
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
  ERR_STRING_TOO_LONG: 'it is too large',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is too large or no text',
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return (
    ('code' in cause && typeof cause.code === 'string' ? reasons[cause.code] : undefined) ?? cause.message
  )
}

/** Of more nodes nobody reads the JSON, and its indentation alone could exceed what a string may hold. */
const mostIndented = 10_000

function planAsJson(plan: Plan, withRaw: boolean): string {
  const { raw, ...rest } = plan
  return JSON.stringify(withRaw ? { ...rest, raw } : rest, null, plan.nodes.length > mostIndented ? 0 : 2)
}
