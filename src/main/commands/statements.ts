import type { Finding } from '#shared/contract/finding.ts'
import type { StatementList } from '#shared/contract/statements.ts'
import { Failure } from '#shared/failure.ts'
import { findStatementFindings, readStatements, readStatementTexts } from '../postgres/index.ts'
import type { AddCommand } from './command.ts'
import { defaultTimeouts, pgOption, type PgOptions, targetOfPgOption } from './pg-target.ts'
import { findingsOf, statementsAsText } from './statements-as-text.ts'

interface StatementsCommandOptions extends PgOptions {
  limit: string
  json?: boolean
}

/** `pitwall statements`: what runs on a server, the costliest first. */
export const addStatements: AddCommand = (program, terminal) => {
  pgOption(program.command('statements'))
    .description('the statements that cost a Postgres database most, and what they show')
    .option('--limit <number>', 'so many of them, 1 to 5000', '20')
    .option('--json', 'one JSON document')
    .action(async (options: StatementsCommandOptions) => {
      const limit = limitOf(options.limit)
      const target = targetOfPgOption(options)
      const { signal } = terminal
      // Findings are about pairs and shares of all statements, however few of them are shown.
      const all = await readStatements(target, {}, defaultTimeouts, signal)
      const found = await findStatementFindings(
        target,
        all,
        async (ids) => await readStatementTexts(target, ids, defaultTimeouts, signal),
        defaultTimeouts,
        signal,
      )
      const list: StatementList = {
        ...all,
        statements: all.statements.slice(0, limit),
        limitations: [...all.limitations, ...found.limitations],
      }
      terminal.print(
        options.json === true
          ? JSON.stringify(statementsAsJson(list, found.findings), null, 2)
          : statementsAsText(list, found.findings),
      )
    })
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 5000) return limit
  throw new Failure('BAD_INPUT', `--limit is a whole number from 1 to 5000, not ${text}.`, {
    hint: 'For example --limit 50.',
  })
}

/** The document of `--json`: every statement with the findings about it. */
function statementsAsJson({ statements, ...list }: StatementList, findings: readonly Finding[]): object {
  return {
    ...list,
    statements: statements.map((statement) => ({ ...statement, findings: findingsOf(statement, findings) })),
  }
}
