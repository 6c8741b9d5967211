import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { addStatements } from '#main/commands/statements.ts'
import { startTestServer, type TestServer, versions } from './test-server.ts'

/** What other programs may count on. */
const promised = z.object({
  statements: z.array(
    z.object({
      queryId: z.string().nullable(),
      query: z.string(),
      calls: z.number(),
      totalMs: z.number(),
      meanMs: z.number(),
      rows: z.number(),
      sharePercent: z.number(),
      findings: z.array(
        z.object({ kind: z.string(), severity: z.string(), title: z.string(), detail: z.string() }),
      ),
    }),
  ),
  limitations: z.array(z.object({ message: z.string(), hint: z.string() })),
})

describe.each(versions)('pitwall statements, Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version, { shared_preload_libraries: 'pg_stat_statements' })
    await server.admin.query(`
      CREATE EXTENSION pg_stat_statements;
      CREATE TABLE orders AS SELECT n AS id, n % 1000 AS customer_id, repeat('x', 100) AS note FROM generate_series(1, 50000) n;
      ANALYZE orders`)
    await server.admin.query('SELECT pg_stat_statements_reset()')
    for (let customer = 0; customer < 20; customer++) {
      await server.admin.query('SELECT id FROM orders WHERE customer_id = $1', [customer])
    }
  })

  afterAll(async () => {
    await server.stop()
  })

  async function pitwall(...args: string[]): Promise<string> {
    const printed: string[] = []
    const program = new Command().exitOverride()
    addStatements(program, {
      print: (text) => void printed.push(text),
      tell: () => {},
      signal: new AbortController().signal,
      setExitStatus: () => {},
    })
    await program.parseAsync(['node', 'pitwall', 'statements', '--pg', server.url, ...args])
    return printed.join('\n')
  }

  test('--json: one document, each statement with its findings', async () => {
    const { statements } = promised.parse(JSON.parse(await pitwall('--json', '--limit', '1')))
    expect(statements).toHaveLength(1)
    expect(statements[0]).toMatchObject({
      query: 'SELECT id FROM orders WHERE customer_id = $1',
      calls: 20,
      rows: 1000,
    })
    expect(statements[0]?.findings.map(({ kind }) => kind)).toContain('missing-index')
  })

  test('without it, a table and what was found', async () => {
    const text = await pitwall()
    expect(text).toMatch(new RegExp(`^Postgres ${version}.* · pg_stat_statements · since `))
    expect(text).toMatch(/% +\S+ +20 +\S+ +1,000 +\S+ {2}SELECT id FROM orders WHERE customer_id = \$1\n/)
    expect(text).toContain('CREATE INDEX CONCURRENTLY')
    expect(text).toContain('track_io_timing is off')
  })

  test('a limit that is none', async () => {
    await expect(pitwall('--limit', '0')).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(pitwall('--limit', 'many')).rejects.toMatchObject({
      hint: expect.stringContaining('--limit'),
    })
  })
})
