import type { Node } from 'libpg-query'
import type { StatementCheck } from '#shared/contract/postgres.ts'
import { Failure } from '#shared/failure.ts'
import { commandName } from './command-name.ts'
import { contentsOf, type StatementContents } from './contents.ts'
import { effectsOfCalls, effectsOfStatement, type Warning } from './effects.ts'
import { parseSql, type Token } from './parser.ts'
import { placeAt } from './place.ts'

/** One statement, read and understood, nothing run. */
export interface Statement {
  check: StatementCheck
  contents: StatementContents
  /** The statement to put behind EXPLAIN: without a closing `;` and without an EXPLAIN of its own. */
  text: string
  /** Where {@link text} begins in the text given, in UTF-16 units from 0. */
  offset: number
  /** Why EXPLAIN does not take it, one sentence, where it does not. */
  refusal: string | undefined
  /** The text given was an EXPLAIN. */
  hadExplain: boolean
}

/** What a statement is and what running it would do. Runs nothing. Fails as {@link readStatement} does. */
export async function checkStatement(sql: string, signal?: AbortSignal): Promise<StatementCheck> {
  return (await readStatement(sql, signal)).check
}

/**
 * Reads the one statement of a text. Throws BAD_INPUT for none, for two, and for a syntax error, with
 * `position`, `line` and `column` of the place.
 */
export async function readStatement(sql: string, signal?: AbortSignal): Promise<Statement> {
  const { statements, tokens } = await parseSql(sql, signal)
  const [first, second] = statements
  if (!first?.stmt) {
    throw new Failure('BAD_INPUT', 'There is no statement to explain.', {
      hint: 'Write a SELECT, INSERT, UPDATE, DELETE or MERGE.',
    })
  }
  const bytes = Buffer.from(sql)
  if (second?.stmt) throw twoStatements(sql, bytes, first.stmt, second.stmt, second.stmt_location ?? 0)

  const given = first.stmt
  const hadExplain = 'ExplainStmt' in given
  const inner = hadExplain ? (given.ExplainStmt.query ?? given) : given
  const from = hadExplain
    ? endOfExplain(tokens, first.stmt_location ?? 0, given)
    : startWithComments(bytes, first.stmt_location ?? 0)
  const end = first.stmt_len === undefined ? bytes.length : (first.stmt_location ?? 0) + first.stmt_len
  const contents = contentsOf(inner)
  const command = commandName(inner)
  const refusal = refusalOf(inner, command)
  return {
    check: checkOf(command, inner, contents, refusal, hadExplain),
    contents,
    text: bytes.subarray(from, end).toString(),
    offset: bytes.subarray(0, from).toString().length,
    refusal,
    hadExplain,
  }
}

function checkOf(
  command: string,
  statement: Node,
  contents: StatementContents,
  refusal: string | undefined,
  hadExplain: boolean,
): StatementCheck {
  const calls = effectsOfCalls(contents.functions)
  const own = refusal === undefined ? effectsOfStatement(contents) : []
  const warnings: Warning[] = []
  if (refusal !== undefined) warnings.push({ title: `${command} has no plan`, detail: refusal })
  if (hadExplain) {
    warnings.push({
      title: 'EXPLAIN and its options are replaced',
      detail:
        'Pitwall puts its own EXPLAIN in front of the statement; whether it runs is chosen beside the editor.',
    })
  }
  if (runsProgram(statement)) {
    warnings.push({
      title: "A program of the server's machine is run",
      detail: 'COPY … PROGRAM starts a program as the server. Rollback does not take back what that does.',
    })
  }
  return {
    command,
    explainable: refusal === undefined,
    readOnly: isQuery(statement) && own.length === 0 && calls.readOnly,
    parameters: contents.parameters,
    warnings: [...warnings, ...own, ...calls.warnings],
  }
}

function isQuery(statement: Node): boolean {
  return 'SelectStmt' in statement || 'DeclareCursorStmt' in statement
}

function runsProgram(statement: Node): boolean {
  return 'CopyStmt' in statement && statement.CopyStmt.is_program === true
}

/** EXPLAIN's grammar takes a few more, of which there is no plan: those are refused with their reason. */
const explained = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'DeclareCursorStmt']

function refusalOf(statement: Node, command: string): string | undefined {
  const [type] = Object.keys(statement)
  if (type !== undefined && explained.includes(type)) return undefined
  if ('CreateTableAsStmt' in statement && statement.CreateTableAsStmt.query) {
    const { query } = statement.CreateTableAsStmt
    return 'SelectStmt' in query ? undefined : refusalOf(query, commandName(query))
  }
  if ('ExecuteStmt' in statement) {
    return 'EXECUTE runs a statement that was prepared in another session. Paste that statement itself and give its parameters.'
  }
  if ('PrepareStmt' in statement) {
    return 'PREPARE only names a statement. Paste the statement after AS and give its parameters.'
  }
  if ('CopyStmt' in statement && statement.CopyStmt.query) {
    return 'COPY has no plan of its own. Explain the query in its parentheses.'
  }
  if ('RefreshMatViewStmt' in statement) {
    return 'REFRESH MATERIALIZED VIEW has no plan of its own. Explain the query that defines the view.'
  }
  if ('CallStmt' in statement || 'DoStmt' in statement) {
    return `${command} runs procedural code. Explain the statements in it one by one.`
  }
  return `${command} is not planned: EXPLAIN takes SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE, CREATE TABLE AS and DECLARE CURSOR.`
}

function twoStatements(sql: string, bytes: Buffer, first: Node, second: Node, at: number): Failure {
  const place = placeAt(sql, bytes.subarray(0, at).toString().length)
  return new Failure(
    'BAD_INPUT',
    `There are two statements: ${commandName(first)}, and ${commandName(second)} in line ${place.line}, column ${place.column}.`,
    { hint: 'Explain one at a time: select the one meant, or remove the other.', facts: { ...place } },
  )
}

/**
 * Comments before the statement belong to it, for pg_hint_plan reads its hints there; the parser's
 * own start is after them. Only empty statements before it (`;`) have to go.
 */
function startWithComments(bytes: Buffer, start: number): number {
  const before = bytes.subarray(0, start).toString()
  if (before.includes(';')) return start
  return Buffer.byteLength(before) - Buffer.byteLength(before.trimStart())
}

/** Byte offset of the statement that an EXPLAIN explains: behind its options, as the scanner sees them. */
function endOfExplain(tokens: readonly Token[], start: number, explain: Node): number {
  const options = 'ExplainStmt' in explain ? (explain.ExplainStmt.options ?? []) : []
  const words = tokens.filter(({ start: at, text }) => at >= start && !isComment(text))
  const [firstOption] = options
  const location = firstOption && 'DefElem' in firstOption ? firstOption.DefElem.location : undefined
  let next = 1
  if (words[1]?.text === '(' && location !== undefined && location === words[2]?.start) {
    let depth = 0
    do {
      if (words[next]?.text === '(') depth++
      if (words[next]?.text === ')') depth--
      next++
    } while (depth > 0 && next < words.length)
  } else {
    // EXPLAIN ANALYZE VERBOSE: one word per option.
    next += options.length
  }
  return words[next]?.start ?? start
}

function isComment(text: string): boolean {
  return text.startsWith('--') || text.startsWith('/*')
}
