import { Failure } from '#shared/failure.ts'
import { homeFolder, openStorage } from '../storage/index.ts'
import { checkHealth, createTableSizes, type TableSizes } from '../postgres/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { healthAsText } from './health-as-text.ts'
import { defaultTimeouts, pgOption, type PgOptions, targetOfPgOption } from './pg-target.ts'

interface HealthOptions extends PgOptions {
  json?: boolean
}

/** `pitwall health`: the check-up of a Postgres database, as a letter. */
export const addHealth: AddCommand = (program, terminal) => {
  pgOption(program.command('health'))
    .description('check a Postgres database up: what it suffers from, with evidence, and what cures it')
    .option('--json', 'one JSON document')
    .action(async (options: HealthOptions) => {
      const target = targetOfPgOption(options)
      const report = await withSizes(terminal, async (growth) =>
        checkHealth(target, { growth }, defaultTimeouts, terminal.signal),
      )
      const findings = report.sections.flatMap((section) => section.findings)
      terminal.print(
        options.json === true
          ? JSON.stringify({ findings, ...report }, null, 2)
          : healthAsText(report, target.name),
      )
    })
}

/** With the sizes of earlier check-ups; the check-up does without them where the file cannot be opened. */
async function withSizes<T>(
  terminal: Terminal,
  work: (growth: TableSizes | undefined) => Promise<T>,
): Promise<T> {
  const storage = openOrTell(terminal)
  try {
    return await work(storage && createTableSizes(storage.database))
  } finally {
    storage?.close()
  }
}

function openOrTell(terminal: Terminal): ReturnType<typeof openStorage> | undefined {
  try {
    return openStorage(homeFolder(process.env))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    terminal.tell(`Growth since earlier check-ups is left out: ${error.message}`)
    return undefined
  }
}
