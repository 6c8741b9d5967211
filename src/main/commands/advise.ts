import type { AdviseInput, AdviseEvent, Advice, WorkloadQuery } from '#shared/contract/advisor.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import {
  adviseIndexes,
  type PostgresTarget,
  readStatements,
  readStatementTexts,
  workloadOfStatements,
} from '../postgres/index.ts'
import { adviceAsText } from './advice-as-text.ts'
import type { AddCommand, Terminal } from './command.ts'
import { defaultTimeouts, pgOption, type PgOptions, targetOfPgOption } from './pg-target.ts'
import { readWorkloadFiles } from './workload-files.ts'

interface AdviseOptions extends PgOptions {
  workload?: string
  budget?: string
  maxWidth?: string
  seconds?: string
  allowTrial?: boolean
  json?: boolean
}

/** `pitwall advise`: which indexes would make a workload cheaper. */
export const addAdvise: AddCommand = (program, terminal) => {
  pgOption(program.command('advise'))
    .description('which indexes would make a workload cheaper, and what they cost; nothing is changed')
    .option('--workload <path>', 'a .sql file, or a folder of them; pg_stat_statements without it')
    .option('--budget <size>', 'storage for all new indexes together: 500MB, 2GB, or bytes')
    .option('--max-width <number>', 'most key columns of one index, 1 to 8')
    .option('--seconds <number>', 'time for the search, 0.1 to 600')
    .option('--allow-trial', 'where HypoPG is missing: build indexes for a moment; writers wait meanwhile')
    .option('--json', 'one JSON document')
    .action(async (options: AdviseOptions) => {
      const target = targetOfPgOption(options)
      const limits = limitsOf(options)
      const workload = await workloadOf(options, target, terminal)
      const source: AdviseInput['workload'] =
        options.workload === undefined ? { source: 'statements' } : { source: 'queries', queries: workload }
      try {
        const events = adviseIndexes(
          target,
          { workload: source, ...limits },
          workload,
          defaultTimeouts,
          terminal.signal,
        )
        const advice = await lastAdvice(events, terminal)
        terminal.print(options.json === true ? JSON.stringify(advice, null, 2) : adviceAsText(advice))
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'REFUSED') throw error
        const how = error.facts['needs'] === 'allowTrial' ? ' To allow it, add --allow-trial.' : ''
        terminal.tell(`${error.message} ${error.hint ?? ''}`.trim() + how)
        terminal.setExitStatus(1)
      }
    })
}

async function workloadOf(
  { workload }: AdviseOptions,
  target: PostgresTarget,
  { signal }: Terminal,
): Promise<WorkloadQuery[]> {
  if (workload !== undefined) return await readWorkloadFiles(workload, signal)
  const list = await readStatements(target, {}, defaultTimeouts, signal)
  return await workloadOfStatements(
    list,
    async (ids) => await readStatementTexts(target, ids, defaultTimeouts, signal),
  )
}

async function lastAdvice(events: AsyncIterable<AdviseEvent>, terminal: Terminal): Promise<Advice> {
  let told: string | undefined
  for await (const event of events) {
    if (event.type === 'advice') return event.advice
    if (event.phase === told) continue
    told = event.phase
    if (told === 'searching') terminal.tell(`Searching among ${event.candidates} possible indexes…`)
  }
  throw new Error('The advisor ended without advice.')
}

function limitsOf(
  options: AdviseOptions,
): Pick<AdviseInput, 'budgetBytes' | 'maxWidth' | 'seconds' | 'allowTrial'> {
  const { budget, maxWidth, seconds, allowTrial } = options
  return {
    ...(budget === undefined ? {} : { budgetBytes: bytesOf(budget) }),
    ...(maxWidth === undefined ? {} : { maxWidth: numberOf('--max-width', maxWidth, 1, 8, true) }),
    ...(seconds === undefined ? {} : { seconds: numberOf('--seconds', seconds, 0.1, 600, false) }),
    ...(allowTrial === true ? { allowTrial } : {}),
  }
}

/** As Postgres counts them: 1kB is 1024 bytes. */
const units: Record<string, Bytes> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

function bytesOf(text: string): Bytes {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(b|[kmgt]?)i?b?$/i.exec(text.trim()) ?? []
  const bytes = Number(number) * (units[unit?.toLowerCase() ?? ''] ?? Number.NaN)
  if (bytes > 0) return Math.floor(bytes)
  throw new Failure('BAD_INPUT', `--budget is a size like 500MB or 2GB, not ${text}.`, {
    hint: 'For example --budget 500MB; a number alone is bytes.',
  })
}

function numberOf(option: string, text: string, least: number, most: number, whole: boolean): number {
  const value = Number(text)
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  throw new Failure(
    'BAD_INPUT',
    `${option} is ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}, not ${text}.`,
    {
      hint: `For example ${option} ${least + (whole ? 1 : 4.9)}.`,
    },
  )
}
