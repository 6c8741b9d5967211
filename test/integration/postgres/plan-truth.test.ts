/** What a plan's figures must obey, on plans that real servers have just made. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planFromText } from '#main/postgres/index.ts'
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import { expectInvariants } from '../../../src/main/postgres/explain/invariants.test-support.ts'
import { planOf, startTestServer, type TestServer, versions } from './test-server.ts'

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version, {
      // Small tables are read by several processes, too.
      min_parallel_table_scan_size: '0',
      parallel_setup_cost: '0',
      parallel_tuple_cost: '0',
      max_parallel_workers_per_gather: '2',
    })
    await server.admin.query(`
      CREATE TABLE item (id int PRIMARY KEY, account int NOT NULL, price int NOT NULL, note text);
      INSERT INTO item SELECT n, 1 + n % 1000, n % 97, repeat('x', 40) FROM generate_series(1, 60000) n;
      CREATE INDEX item_account ON item (account);
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.002); RETURN NEW; END';
      CREATE TRIGGER touches AFTER UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();`)
    await server.admin.query('VACUUM ANALYZE item')
  })
  afterAll(async () => await server.stop())

  const analyse = async (sql: string, before?: string): Promise<Plan> => {
    if (before !== undefined) await server.admin.query(before)
    return await planOf(server.target(), { sql, analyze: true, acceptEffects: true })
  }

  test('time and rows of one loop are multiplied by the loops before children are taken off', async () => {
    const plan = await analyse(`SELECT (SELECT sum(price) FROM item i WHERE i.account = a.id) FROM account a`)
    const inner = nodeOf(plan, ({ relation, loops }) => relation === 'item' && loops > 1)
    expect(inner.loops).toBe(1000)
    // Exactly what the table holds, which the server tells as 60 rows in each loop.
    expect(inner.rows).toBe(60_000)
    const ofOneLoop = Number(inner.properties['Actual Total Time'])
    expect(inner.inclusiveMs).toBeCloseTo(ofOneLoop * 1000, 6)
    expectInvariants(plan)
  })

  test('what ran in parallel is told in wall-clock and in processor time', async () => {
    const plan = await analyse(`SELECT count(*), sum(length(note)) FROM item WHERE price > 10`)
    const scan = nodeOf(plan, ({ relation }) => relation === 'item')
    const gather = nodeOf(plan, ({ type }) => type.startsWith('Gather'))
    expect(gather.workersLaunched).toBeGreaterThan(0)
    expect(scan.loops).toBe((gather.workersLaunched ?? 0) + 1)
    expect(scan.inclusiveCpuMs).toBeGreaterThanOrEqual(scan.inclusiveMs ?? Infinity)
    expect(scan.inclusiveMs).toBeLessThanOrEqual((gather.inclusiveMs ?? 0) * 1.01)
    // All processes together have read the table once: buffers are not divided by anything.
    const pages = await one<number>(`SELECT relpages FROM pg_class WHERE relname = 'item'`)
    expect(scan.inclusiveBlocks).toBeGreaterThanOrEqual(pages)
    expect(scan.inclusiveBlocks).toBeLessThan(pages * 1.2)
    expectInvariants(plan)
  })

  test('a CTE, an InitPlan and a SubPlan are each counted once, where they ran', async () => {
    const plan = await analyse(`
      WITH totals AS MATERIALIZED (SELECT account, sum(price) AS total FROM item GROUP BY account)
      SELECT * FROM totals a JOIN totals b ON a.account = b.account + 1
      WHERE a.total > (SELECT avg(price) FROM item) AND EXISTS (SELECT 1 FROM account c WHERE c.id = b.account)`)
    expect(plan.nodes.some(({ subplanName }) => subplanName === 'CTE totals')).toBe(true)
    expect(plan.nodes.some(({ subplanName }) => subplanName?.startsWith('InitPlan'))).toBe(true)
    expectInvariants(plan)
  })

  test('an InitPlan above a Gather that is used below it makes nothing negative', async () => {
    const plan = await analyse(
      `SELECT count(*) FROM item WHERE price > (SELECT avg(price) FROM item WHERE account < 500)`,
    )
    expect(plan.nodes.some(({ subplanName }) => subplanName?.startsWith('InitPlan'))).toBe(true)
    expectInvariants(plan)
  })

  test('twelve InitPlans: the twelfth is not the first', async () => {
    const columns = Array.from(
      { length: 12 },
      (_, n) => `(SELECT max(price) + ${n} FROM item WHERE account = ${n})`,
    )
    const plan = await analyse(`SELECT id FROM item WHERE price IN (${columns.join(', ')}) LIMIT 5`)
    const names = plan.nodes.flatMap(({ subplanName }) =>
      subplanName?.startsWith('InitPlan') ? [subplanName] : [],
    )
    expect(new Set(names.map((name) => name.replace(/ \(returns .*/, ''))).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(12)
    expectInvariants(plan)
  })

  test('blocks are exact, whatever the loops', async () => {
    const plan = await analyse(`SELECT a.id, i.price FROM account a CROSS JOIN LATERAL
      (SELECT price FROM item WHERE item.account = a.id ORDER BY price LIMIT 3) i`)
    expectInvariants(plan)
    const sum = plan.nodes.reduce((total, { exclusiveBlocks }) => total + (exclusiveBlocks ?? 0), 0)
    expect(sum).toBe(plan.nodes[0]?.inclusiveBlocks)
  })

  test('what never ran has no estimate factor; triggers and planning stand beside the root', async () => {
    const never = await analyse(`SELECT * FROM account a JOIN item i ON i.account = a.id WHERE a.big < 0`)
    const unrun = nodeOf(never, ({ neverExecuted }) => neverExecuted)
    expect(unrun).toMatchObject({ loops: 0 })
    expect(unrun.estimateFactor).toBeUndefined()
    const update = await analyse(`UPDATE item SET price = price WHERE account = 7`)
    expect(update.triggers).toMatchObject([{ name: 'touches', calls: 60 }])
    expect(update.triggers[0]?.totalMs).toBeGreaterThan(update.nodes[0]?.inclusiveMs ?? Infinity)
    expect(update.planningMs).toBeGreaterThan(0)
    expectInvariants(update)
  })

  test('keys of every version are kept as they come', async () => {
    const plan = await analyse(`SELECT * FROM item WHERE account = ANY ('{1,5,9}') ORDER BY price`)
    const keys = new Set(plan.nodes.flatMap(({ properties }) => Object.keys(properties)))
    expect(keys).toContain('Actual Loops')
    if (version === 18) expect(keys).toContain('Index Searches')
    expect(keys).toContain('Sort Key')
  })

  const psql = '/usr/lib/postgresql/15/bin/psql'
  const frames = ['ascii', 'old-ascii', 'unicode'].flatMap((style) =>
    [0, 1, 2].flatMap((border) => ['off', 'on'].map((expanded) => ({ style, border, expanded }))),
  )
  test.runIf(existsSync(psql)).each(frames)(
    'a plan as psql prints it: $style lines, border $border, expanded $expanded',
    async ({ style, border, expanded }) => {
      const { address } = server.target()
      const sql = `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS) SELECT a.name, sum(i.price) FROM item i JOIN account a ON a.id = i.account GROUP BY 1`
      const { stdout } = await promisify(execFile)(
        psql,
        [
          '-X',
          '-h',
          address.host,
          '-p',
          String(address.port),
          '-U',
          address.user,
          '-d',
          address.database,
          '-P',
          `linestyle=${style}`,
          '-P',
          `border=${border}`,
          '-P',
          `expanded=${expanded}`,
          '-c',
          sql,
        ],
        { env: { ...process.env, PGPASSWORD: 'pitwall' } },
      )
      const plan = await planFromText(stdout)
      expect(plan.nodes.length).toBeGreaterThanOrEqual(4)
      expect(plan.nodes.map(({ relation }) => relation)).toEqual(expect.arrayContaining(['item', 'account']))
      expect(plan.has).toMatchObject({ analyze: true, timing: false, costs: false, buffers: true })
      expect(plan.executionMs).toBeGreaterThan(0)
    },
  )

  async function one<T>(sql: string): Promise<T> {
    const { rows } = await server.admin.query<T[]>({ text: sql, rowMode: 'array' })
    const value = rows[0]?.[0]
    if (value === undefined) throw new Error(`No answer to ${sql}`)
    return value
  }
})

function nodeOf(plan: Plan, wanted: (node: PlanNode) => boolean): PlanNode {
  const node = plan.nodes.find(wanted)
  if (!node) throw new Error(`No such node in:\n${plan.nodes.map(({ label }) => label).join('\n')}`)
  return node
}
