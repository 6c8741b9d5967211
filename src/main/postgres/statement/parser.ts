import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { RawStmt } from 'libpg-query'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { excerptAt, placeOfCodePoint } from './place.ts'

/** What the server's own parser makes of a text: its statements, with places as UTF-8 byte offsets. */
interface ParsedSql {
  statements: RawStmt[]
  /** All where asked for; else the first 200 of an EXPLAIN: they say where the explained statement begins. */
  tokens: Token[]
}

interface ParseOptions {
  withTokens?: boolean
}

/** `start` and `end` are UTF-8 byte offsets. Comments are tokens too. */
export interface Token {
  start: number
  end: number
  text: string
}

/** The largest text of the contract, 10 MB, takes two seconds; a parser that takes so long hangs. */
const LONGEST_PARSE: Milliseconds = 30_000
/** The parser's memory is given back when nobody has asked for this long. */
const IDLE_BEFORE_STOP: Milliseconds = 60_000

/**
 * Parses SQL as Postgres 18 does. Throws BAD_INPUT with `position`, `line` and `column` (1-based, in
 * UTF-16 units) for a text that Postgres would not take.
 *
 * The parser is WebAssembly, and a deeply nested text that overflows its stack leaves its memory in
 * ruins for everything parsed after it. So it lives in a worker, which is thrown away when that
 * happens; that also keeps a text of megabytes from blocking the process.
 */
export async function parseSql(
  sql: string,
  signal?: AbortSignal,
  options: ParseOptions = {},
): Promise<ParsedSql> {
  throwIfCancelled(signal)
  const nul = sql.indexOf('\0')
  // The parser would stop reading there, and the check would be of another text than the server gets.
  if (nul >= 0) {
    throw new Failure('BAD_INPUT', 'The statement contains a NUL character, which Postgres cannot take.', {
      facts: { position: nul + 1 },
    })
  }
  if (sql.trim() === '') return { statements: [], tokens: [] }

  const turn = queue.then(async () => await ask({ sql, withTokens: options.withTokens === true }, signal))
  queue = turn.catch(() => {})
  const answer = await turn
  if (answer.kind === 'parsed') return JSON.parse(answer.json) as ParsedSql // The worker wrote it so.
  throw answer.kind === 'syntax'
    ? syntaxFailure(sql, answer.message, answer.codePoint)
    : tooMuch(answer.message)
}

/** The tokens of a text, also of one that does not parse; none where not even that can be told. */
export async function scanSql(sql: string, signal?: AbortSignal): Promise<Token[]> {
  throwIfCancelled(signal)
  const turn = queue.then(async () => await ask({ sql, withTokens: true, onlyTokens: true }, signal))
  queue = turn.catch(() => {})
  const answer = await turn
  // The worker wrote it so.
  return answer.kind === 'parsed' ? (JSON.parse(answer.json) as ParsedSql).tokens : []
}

type Answer =
  | { kind: 'parsed'; json: string }
  | { kind: 'syntax'; message: string; codePoint: number }
  | { kind: 'broken'; message: string }

/** One text at a time: the worker has one thread, and a broken worker must not take a second text along. */
let queue: Promise<unknown> = Promise.resolve()
let idle: { worker: Worker; watching: AbortController } | undefined

interface Question {
  sql: string
  withTokens: boolean
  onlyTokens?: boolean
}

async function ask(question: Question, signal: AbortSignal | undefined): Promise<Answer> {
  throwIfCancelled(signal)
  const worker = takeWorker()
  const listening = new AbortController()
  let keep = false
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const broken = (why: unknown): void => {
        resolve({ kind: 'broken', message: why instanceof Error ? why.message : String(why) })
      }
      listen(worker, listening.signal, {
        message: (message) => resolve(message as Answer), // The worker below sends nothing else.
        messageerror: broken,
        error: broken,
        exit: (status) => broken(`its process ended with status ${String(status)}`),
      })
      const limit = setTimeout(() => broken('it takes too long'), LONGEST_PARSE)
      const cancel = (): void => reject(new Failure('CANCELLED', 'Cancelled.'))
      signal?.addEventListener('abort', cancel, { once: true })
      listening.signal.addEventListener('abort', () => {
        clearTimeout(limit)
        signal?.removeEventListener('abort', cancel)
      })
      worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread, not a window.
      worker.postMessage(question)
    })
    keep = answer.kind !== 'broken'
    return answer
  } finally {
    listening.abort()
    if (keep) putBack(worker)
    else await worker.terminate()
  }
}

function takeWorker(): Worker {
  if (idle) {
    const { worker, watching } = idle
    watching.abort()
    return worker
  }
  const parser = createRequire(import.meta.url).resolve('libpg-query')
  // A worker from text, not from a file: the same in the sources, the tests and the bundle.
  return new Worker(workerSource, { eval: true, workerData: { parser }, execArgv: [] })
}

/** Keeps the worker for the next text, without keeping the process alive for it. */
function putBack(worker: Worker): void {
  worker.unref()
  const watching = new AbortController()
  const timer = setTimeout(() => {
    watching.abort()
    void worker.terminate()
  }, IDLE_BEFORE_STOP)
  timer.unref()
  watching.signal.addEventListener('abort', () => {
    clearTimeout(timer)
    idle = undefined
  })
  const gone = (): void => watching.abort()
  listen(worker, watching.signal, { error: gone, exit: gone })
  idle = { worker, watching }
}

/** Listens until the signal fires; the worker's own listeners stay as they are. */
function listen(
  worker: Worker,
  until: AbortSignal,
  listeners: Record<string, (value: unknown) => void>,
): void {
  for (const [event, listener] of Object.entries(listeners)) {
    worker.on(event, listener)
    until.addEventListener('abort', () => worker.off(event, listener))
  }
}

/**
 * Long lists of constants (`IN (1, 2, …)`) are left out of the tree on its way: nothing is read from
 * them, and they are nearly all of a large statement.
 */
const workerSource = `
const { parentPort, workerData } = require('node:worker_threads')
const { parse, scan, SqlError } = require(workerData.parser)
const slim = (key, value) =>
  Array.isArray(value) && value.length > 64 ? value.filter((item) => !item?.A_Const) : value
async function answer({ sql, withTokens, onlyTokens }) {
  try {
    if (onlyTokens) return { kind: 'parsed', json: JSON.stringify({ statements: [], tokens: (await scan(sql)).tokens }) }
    const statements = (await parse(sql)).stmts
    const isExplain = statements.some(({ stmt }) => stmt.ExplainStmt)
    const tokens = withTokens || isExplain ? (await scan(sql)).tokens : []
    if (!withTokens) tokens.splice(200)
    return { kind: 'parsed', json: JSON.stringify({ statements, tokens }, slim) }
  } catch (error) {
    if (error instanceof SqlError && !/memory exhausted|out of memory/.test(error.message)) {
      return { kind: 'syntax', message: error.message, codePoint: error.sqlDetails?.cursorPosition ?? 0 }
    }
    return { kind: 'broken', message: String(error?.message ?? error) }
  }
}
parentPort.on('message', async (sql) => parentPort.postMessage(await answer(sql)))
`

function syntaxFailure(sql: string, message: string, codePoint: number): Failure {
  const place = placeOfCodePoint(sql, codePoint)
  const sentence = message.charAt(0).toUpperCase() + message.slice(1)
  return new Failure('BAD_INPUT', `${sentence}, line ${place.line}, column ${place.column}.`, {
    hint: `Look at: ${excerptAt(sql, place)}`,
    facts: { ...place },
  })
}

function tooMuch(message: string): Failure {
  return new Failure('BAD_INPUT', 'The statement is too long or too deeply nested to be checked.', {
    hint: `The parser gave up (${message}). Rewrite nested expressions as a list or a join.`,
  })
}
