import { spawn } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { findViolations } from './layers.ts'

export interface CheckResult {
  name: string
  ok: boolean
  output: string
  elapsedMs: number
}

interface Check {
  name: string
  run: () => Promise<{ ok: boolean; output: string }>
}

const programs = ['src/shared', 'src/main', 'src/preload', 'src/renderer', 'test']

const checks: Check[] = [
  ...programs.map((folder) => ({ name: `types of ${folder}`, run: program('tsc', ['-p', folder]) })),
  { name: 'lint', run: program('oxlint', ['--type-aware', '--quiet', '.']) },
  { name: 'format', run: program('oxfmt', ['--check', '.']) },
  { name: 'dead code', run: program('knip', []) },
  { name: 'layers', run: layers },
]

/** Runs all checks, two at a time; tells each as it ends. */
export async function runChecks(onResult: (result: CheckResult) => void): Promise<CheckResult[]> {
  const waiting = [...checks]
  const results: CheckResult[] = []
  const lane = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const started = performance.now()
      const result = { name: check.name, ...(await check.run()), elapsedMs: performance.now() - started }
      results.push(result)
      onResult(result)
    }
  }
  await Promise.all([lane(), lane()])
  return results
}

function program(command: string, args: string[]): Check['run'] {
  return async () =>
    await new Promise((resolve) => {
      // npm scripts have node_modules/.bin on the path; on Windows its programs are scripts.
      const child = spawn(command, args, { shell: process.platform === 'win32' })
      let output = ''
      const keep = (chunk: Buffer): void => {
        output += chunk.toString('utf8')
      }
      child.stdout.on('data', keep)
      child.stderr.on('data', keep)
      child.once('error', (error) => resolve({ ok: false, output: error.message }))
      child.once('close', (status) => resolve({ ok: status === 0, output: output.trim() }))
    })
}

async function layers(): Promise<{ ok: boolean; output: string }> {
  const files = []
  for await (const path of glob('src/**/*.{ts,tsx}')) {
    const isTest = /\.test\.tsx?$/.test(path)
    if (!isTest) files.push({ path: path.replaceAll('\\', '/'), text: await readFile(path, 'utf8') })
  }
  const violations = findViolations(files)
  return { ok: violations.length === 0, output: violations.join('\n') }
}
