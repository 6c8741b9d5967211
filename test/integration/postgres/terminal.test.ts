import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { pitwallBackends, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
let folder: string

beforeAll(async () => {
  server = await startTestServer(18)
  folder = await mkdtemp(join(tmpdir(), 'pitwall-terminal-'))
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Outcome {
  status: number | null
  stdout: string
  stderr: string
}

interface Given {
  stdin?: string
  variables?: Record<string, string>
  /** Called once it has been started. */
  meanwhile?: (interrupt: () => void) => Promise<void>
}

async function pitwall(args: string[], given: Given = {}): Promise<Outcome> {
  const { DATABASE_URL: _url, PGPASSWORD: _password, ...variables } = process.env
  const child = spawn(process.execPath, ['src/main/cli.ts', 'explain', ...args], {
    env: { ...variables, ...given.variables },
  })
  const outcome: Outcome = { status: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (outcome.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()))
  child.stdin.end(given.stdin ?? '')
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await given.meanwhile?.(() => child.kill('SIGINT'))
  outcome.status = await ended
  return outcome
}

/** What other programs may count on. */
const promised = z.object({
  source: z.enum(['json', 'text', 'yaml', 'xml']),
  planningMs: z.number().optional(),
  executionMs: z.number().optional(),
  nodes: z.array(
    z.object({
      id: z.number(),
      parentId: z.number().nullable(),
      type: z.string(),
      label: z.string(),
      relation: z.string().optional(),
      index: z.string().optional(),
      loops: z.number(),
      rows: z.number(),
      plannedRows: z.number(),
      estimateFactor: z.number().optional(),
      inclusiveMs: z.number().optional(),
      exclusiveMs: z.number().optional(),
      inclusiveBlocks: z.number().optional(),
      exclusiveBlocks: z.number().optional(),
      neverExecuted: z.boolean(),
      workers: z.array(z.unknown()).optional(),
    }),
  ),
  findings: z.array(
    z.object({
      kind: z.string(),
      severity: z.string(),
      nodeId: z.number().optional(),
      title: z.string(),
      detail: z.string(),
    }),
  ),
})

const textPlan = `                      QUERY PLAN
------------------------------------------------------------
 Seq Scan on t  (cost=0.00..35.50 rows=2550 width=4) (actual time=0.010..0.020 rows=7 loops=1)
 Planning Time: 0.050 ms
 Execution Time: 0.030 ms
(3 rows)
`

test('--pg --sql --analyze --json: one JSON document and nothing else', async () => {
  const args = ['--pg', server.url, '--sql', 'SELECT * FROM account WHERE id < $1', '--params', '[11]']
  const { status, stdout } = await pitwall([...args, '--analyze', '--json'])
  expect(status).toBe(0)
  const answer: unknown = JSON.parse(stdout)
  expect(answer).not.toHaveProperty('raw')
  const plan = promised.parse(answer)
  expect(plan).toMatchObject({
    source: 'json',
    planningMs: expect.any(Number),
    executionMs: expect.any(Number),
  })
  expect(plan.nodes[0]).toMatchObject({ relation: 'account', rows: 10, loops: 1, neverExecuted: false })
  expect(plan.nodes[0]?.exclusiveMs).toBeGreaterThan(0)
  expect(plan.nodes[0]?.inclusiveBlocks).toBeGreaterThan(0)
})

test('--file and standard input, with --raw', async () => {
  const file = join(folder, 'plan.txt')
  await writeFile(file, textPlan)
  const fromFile = await pitwall(['--file', file, '--json'])
  expect(fromFile).toMatchObject({ status: 0, stderr: '' })
  expect(promised.parse(JSON.parse(fromFile.stdout))).toMatchObject({
    source: 'text',
    executionMs: 0.03,
    nodes: [{ type: 'Seq Scan', relation: 't', rows: 7 }],
  })
  const fromInput = await pitwall(['--file', '-', '--json', '--raw'], { stdin: textPlan })
  expect(JSON.parse(fromInput.stdout)).toMatchObject({ raw: textPlan })
})

test('without --json, a table for people', async () => {
  const sql = 'SELECT * FROM account a JOIN account b USING (name)'
  const { status, stdout } = await pitwall(['--pg', server.url, '--sql', sql, '--analyze'])
  expect(status).toBe(0)
  const lines = stdout.split('\n')
  expect(lines[0]).toMatch(/^Postgres 18\S* · planning \S+ ms · execution \S+ ms$/)
  expect(lines[2]).toMatch(/self ms +total ms +self % +rows +planned +estimate +blocks +node$/)
  expect(stdout).toMatch(
    / {2}Hash Join\n.* {2}├─ Seq Scan on \S+ a\n.* {2}└─ Hash\n.* {5}└─ Seq Scan on \S+ b\n/,
  )
})

test('$DATABASE_URL, PGPASSWORD, and the statement from a file or standard input', async () => {
  const { port } = new URL(server.url)
  const variables = { DATABASE_URL: `postgresql://pitwall@127.0.0.1:${port}/postgres`, PGPASSWORD: 'pitwall' }
  expect(await pitwall(['--sql', '-', '--json'], { variables, stdin: 'SELECT 1' })).toMatchObject({
    status: 0,
  })
  const file = join(folder, 'query.sql')
  await writeFile(file, 'SELECT 2')
  expect(await pitwall(['--sql-file', file, '--json'], { variables })).toMatchObject({ status: 0 })
})

test('a change is refused with status 1 until it is allowed', async () => {
  const args = ['--pg', server.url, '--sql', 'UPDATE account SET amount = 0', '--analyze', '--json']
  const refused = await pitwall(args)
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toMatch(/effects that must be accepted.*--allow-writes/)
  expect(await pitwall([...args, '--allow-writes'])).toMatchObject({ status: 0 })
  const { rows } = await server.admin.query('SELECT count(*)::int AS n FROM account WHERE amount = 0')
  expect(rows).toEqual([{ n: 0 }])
})

test.each([
  ['nothing to explain', [], /--file, --sql and --sql-file/],
  ['a file and a server', ['--file', 'x', '--analyze'], /--file reads a plan/],
  ['no server', ['--sql', 'SELECT 1'], /--pg URL/],
  ['not a URL', ['--pg', 'localhost', '--sql', 'SELECT 1'], /./],
  ['not a Postgres', ['--pg', 'redis://localhost', '--sql', 'SELECT 1'], /not a Postgres/],
  ['nobody there', ['--pg', 'postgresql://a@127.0.0.1:1/b', '--sql', 'SELECT 1'], /refused/],
  ['no such file', ['--file', 'there/is/none'], /cannot be read/],
  [
    'parameters that are no list',
    ['--pg', 'postgresql://a@b/c', '--sql', 'SELECT $1', '--params', '{}'],
    /--params/,
  ],
  [
    'a timeout of nothing',
    ['--pg', 'postgresql://a@b/c', '--sql', 'SELECT 1', '--timeout', '0'],
    /--timeout/,
  ],
  ['an option that there is not', ['--nope'], /unknown option/],
])(
  '%s: status 2, a sentence on standard error, nothing on standard output',
  async (_name, args, sentence) => {
    const outcome = await pitwall(args)
    expect(outcome).toMatchObject({ status: 2, stdout: '' })
    expect(outcome.stderr).toMatch(sentence)
    expect(outcome.stderr).not.toMatch(/^\s+at /m)
  },
)

test('a syntax error names its place', async () => {
  const outcome = await pitwall(['--pg', server.url, '--sql', 'SELECT *\nFORM account', '--json'])
  expect(outcome).toMatchObject({ status: 2, stdout: '' })
  expect(outcome.stderr).toMatch(/Syntax error at or near "FORM", line 2, column 1\./)
})

test('--timeout', async () => {
  const args = ['--pg', server.url, '--sql', 'SELECT pg_sleep(60)', '--analyze', '--timeout', '0.2']
  const outcome = await pitwall(args)
  expect(outcome).toMatchObject({ status: 2, stdout: '' })
  expect(outcome.stderr).toContain('statement_timeout')
})

test('Ctrl-C frees the server process', async () => {
  let since = 0
  const outcome = await pitwall(
    ['--pg', server.url, '--sql', 'SELECT pg_sleep(600)', '--analyze', '--json'],
    {
      meanwhile: async (interrupt) => {
        await vi.waitFor(
          async () => expect(await pitwallBackends(server.admin)).toMatchObject([{ state: 'active' }]),
          { interval: 20, timeout: 20_000 },
        )
        since = performance.now()
        interrupt()
        await vi.waitFor(async () => expect(await pitwallBackends(server.admin)).toEqual([]), {
          interval: 2,
          timeout: 20_000,
        })
        console.log(`Ctrl-C: process gone ${(performance.now() - since).toFixed(0)} ms later`)
      },
    },
  )
  expect(outcome).toMatchObject({ stdout: '', stderr: expect.stringContaining('Cancelled') })
  expect(outcome.status).not.toBe(0)
})
