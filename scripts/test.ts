/**
 * `npm test`: everything, with one summary. Runs the checks, Vitest (unit, integration, shell) and
 * Playwright, each with its own output, and ends with the totals over all of them.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { runChecks } from './checks.ts'
import { addUp, countPlaywright, countVitest, type Totals } from './totals.ts'

const REPORTS = 'test-results/reports'

interface Runner {
  name: string
  run: () => Promise<Totals>
}

const runners: Runner[] = [
  { name: 'checks', run: checks },
  {
    name: 'unit, integration and shell tests',
    run: async () => {
      const report = `${REPORTS}/vitest.json`
      const status = await program('vitest', [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ])
      return await totalsOf(report, countVitest, status)
    },
  },
  {
    name: 'end-to-end tests',
    run: async () => {
      const report = `${REPORTS}/playwright.json`
      const status = await program('playwright', ['test', '--config=test/e2e/playwright.config.ts'], {
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      })
      return await totalsOf(report, countPlaywright, status)
    },
  },
]

await rm(REPORTS, { recursive: true, force: true })
await mkdir(REPORTS, { recursive: true })
const all: Totals[] = []
for (const runner of runners) {
  console.log(`\n== ${runner.name}`)
  const started = performance.now()
  const totals = await runner.run()
  all.push(totals)
  console.log(
    `== ${runner.name}: ${sentence(totals)} in ${Math.round((performance.now() - started) / 1000)} s`,
  )
}
const total = addUp(all)
console.log(`\n${sentence(total)}`)
if (total.failed > 0 || total.passed === 0) process.exitCode = 1

function sentence({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

async function checks(): Promise<Totals> {
  const results = await runChecks((result) => {
    console.log(`${result.ok ? 'ok    ' : 'FAILED'} ${result.name}${result.ok ? '' : `\n${result.output}`}`)
  })
  const failed = results.filter((result) => !result.ok).length
  return { passed: results.length - failed, failed, skipped: 0 }
}

/** A runner that ends badly without a failed test, or without a report, counts as one failure. */
async function totalsOf(
  report: string,
  count: (report: unknown) => Totals,
  status: number | null,
): Promise<Totals> {
  const text = await readFile(report, 'utf8').catch(() => undefined)
  const totals = text === undefined ? { passed: 0, failed: 0, skipped: 0 } : count(JSON.parse(text))
  const failedUnseen = status !== 0 && totals.failed === 0
  return failedUnseen ? { ...totals, failed: 1 } : totals
}

async function program(
  command: string,
  args: string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<number | null> {
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, ...variables },
    })
    child.once('error', (error) => {
      console.error(error.message)
      resolve(null)
    })
    child.once('close', resolve)
  })
}
