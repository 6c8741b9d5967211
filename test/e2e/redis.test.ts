/** The planted problems of the demo's Redis: found, cured in one click, proven, undone, as a new user would. */
import type { Locator, Page } from '@playwright/test'
import { Redis } from 'ioredis'
import { applyInDialog, test as base, undoInDialog } from './changes.ts'
import { demoRedis, expect, expectAccessible, inBothThemes, openScreen } from './workbench.ts'

/** The same demo as that of the Postgres changes, with a client of its own beside the workbench. */
const test = base.extend<object, { redis: Redis }>({
  redis: [
    async ({ shop: { page } }, use) => {
      const { port } = await demoRedis(page)
      const redis = new Redis(port, '127.0.0.1')
      await use(redis)
      redis.disconnect()
    },
    { scope: 'worker' },
  ],
})

test.describe.configure({ mode: 'serial' })

async function openPage(page: Page, name: string): Promise<void> {
  await openScreen(page, 'Keyspace')
  await page
    .getByRole('navigation', { name: 'Pages about the Redis' })
    .getByRole('button', { name, exact: true })
    .click()
}

/** Looks at every key at full speed, whatever was analysed before. */
async function analyse(page: Page): Promise<void> {
  await openPage(page, 'Keys')
  await page
    .getByRole('button', { name: /^Analyse( again)?$/ })
    .first()
    .click()
  // Gentle is the default; a busy machine makes it slow.
  const full = page.getByRole('radio', { name: 'Full' })
  await full.click({ timeout: 5000 }).catch(() => undefined)
  await expect(page.getByRole('button', { name: 'Analyse again' })).toBeVisible({ timeout: 60_000 })
}

function findings(page: Page): Locator {
  return page.getByRole('region', { name: /^Findings/ })
}

async function expiring(redis: Redis, keys: readonly string[]): Promise<number> {
  const ttls = await Promise.all(keys.map(async (key) => await redis.pttl(key)))
  return ttls.filter((ttl) => ttl > 0).length
}

async function someKeys(redis: Redis, pattern: string): Promise<string[]> {
  const [, keys] = await redis.scan(0, 'MATCH', pattern, 'COUNT', 20_000)
  return keys.slice(0, 200)
}

test('an analysis finds every planted problem and shows the namespaces', async ({ shop: { page } }) => {
  test.setTimeout(240_000)
  await analyse(page)
  for (const finding of [
    /export:latest is huge/,
    /leaderboard:all is huge/,
    /session: looks like a cache and never expires/,
    /cache:product: looks like a cache and never expires/,
    /of cache:price:\*,? expire in the same second/,
  ]) {
    await expect(findings(page).getByRole('button', { name: finding })).toBeVisible()
  }
  for (const view of ['Treemap', 'Table', 'Expiry', 'Sizes', 'Last use', 'Top keys', 'Flame']) {
    await page.getByRole('radio', { name: view, exact: true }).click()
    await inBothThemes(page, async (theme) => await expectAccessible(page, `keys, ${view}, ${theme}`))
  }
})

test('a namespace without TTL: preview, apply, undo', async ({ shop: { page }, redis }) => {
  test.setTimeout(240_000)
  const keys = await someKeys(redis, 'cache:product:*')
  await findings(page)
    .getByRole('button', { name: /cache:product: looks like a cache/ })
    .click()
  await findings(page)
    .getByRole('button', { name: /^Let them expire after/ })
    .click()
  await expect(page.getByRole('dialog').getByText(/5,000\skeys would change/)).toBeVisible({
    timeout: 90_000,
  })
  await inBothThemes(page, async (theme) => await expectAccessible(page, `preview of keys, ${theme}`))
  expect((await applyInDialog(page)).status).toBe('applied')
  expect(await expiring(redis, keys)).toBe(keys.length)
  await inBothThemes(page, async (theme) => await expectAccessible(page, `changed keys, ${theme}`))
  await undoInDialog(page)
  expect(await expiring(redis, keys)).toBe(0)
})

test('a TTL policy: suggested, checked, brought into compliance, undone', async ({
  shop: { page },
  redis,
}) => {
  test.setTimeout(300_000)
  const keys = await someKeys(redis, 'session:*')
  await openPage(page, 'TTL policies')
  await page.getByRole('button', { name: 'Add a policy for session:*' }).click()
  await page.getByRole('combobox', { name: 'Pace' }).click()
  await page.getByRole('option', { name: /^Full speed/ }).click()
  await page.getByRole('button', { name: 'Save and check' }).click()
  const row = page.getByRole('table', { name: 'TTL policies' }).getByRole('row').nth(1)
  await expect(row.getByText('20,000 without TTL')).toBeVisible({ timeout: 90_000 })
  await inBothThemes(page, async (theme) => await expectAccessible(page, `policies, ${theme}`))

  await row.getByRole('button', { name: /Bring into compliance/ }).click()
  expect((await applyInDialog(page)).status).toBe('applied')
  expect(await expiring(redis, keys)).toBe(keys.length)
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(row.getByText('20,000 keep to it')).toBeVisible({ timeout: 90_000 })

  await openScreen(page, 'Changes')
  await page
    .getByRole('button', { name: /^Undo Expire session:\*/ })
    .first()
    .click()
  await expect(
    page
      .getByRole('dialog')
      .getByText(/undone/i)
      .first(),
  ).toBeVisible({ timeout: 60_000 })
  expect(await expiring(redis, keys)).toBe(0)
  await page.keyboard.press('Escape')
})

test('a key: its facts, what it holds, another TTL', async ({ shop: { page }, redis }) => {
  await openPage(page, 'Keys')
  await page.getByRole('radio', { name: 'Browse' }).click()
  await page.getByRole('textbox', { name: 'Pattern' }).fill('cache:product:4242')
  await page.getByRole('grid', { name: 'Keys' }).getByText('cache:product:4242', { exact: true }).dblclick()
  // This server cannot be told that looking does not count as use.
  await page.getByRole('button', { name: 'Look anyway' }).click()
  await expect(page.getByText(/"sku": ?"SKU-4242"/).first()).toBeVisible({ timeout: 90_000 })
  await inBothThemes(page, async (theme) => await expectAccessible(page, `a key, ${theme}`))
  expect(await redis.ttl('cache:product:4242')).toBe(-1)
})

test('the server is checked up, a change of its settings undone, and watched', async ({
  shop: { page },
  redis,
}) => {
  test.setTimeout(240_000)
  await openPage(page, 'Server')
  await expect(page.getByRole('region', { name: 'Letter' })).toBeVisible({ timeout: 90_000 })
  await inBothThemes(page, async (theme) => await expectAccessible(page, `server, ${theme}`))
  await page.getByRole('button', { name: /^Set maxmemory to/ }).click()
  expect((await applyInDialog(page)).status).toBe('applied')
  expect(await redis.config('GET', 'maxmemory')).not.toEqual(['maxmemory', '0'])
  await undoInDialog(page)
  expect(await redis.config('GET', 'maxmemory')).toEqual(['maxmemory', '0'])
  await page.getByRole('radio', { name: 'Now' }).click()
  await expect(page.getByRole('region', { name: 'Hit rate' }).getByText(/\s%/).first()).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `server now, ${theme}`))
})

test('accesses are recorded, and what another policy would do is simulated', async ({ shop: { page } }) => {
  test.setTimeout(300_000)
  await openPage(page, 'Traces')
  const record = page.getByRole('form', { name: 'Record' })
  await record.getByRole('spinbutton', { name: 'Seconds' }).fill('4')
  await record.getByRole('button', { name: 'Record' }).click()
  await expect(page.getByText(/session:/).first()).toBeVisible({ timeout: 60_000 })
  await inBothThemes(page, async (theme) => await expectAccessible(page, `a trace, ${theme}`))
  await page
    .getByRole('radio', { name: 'Simulation' })
    .or(page.getByRole('tab', { name: 'Simulation' }))
    .first()
    .click()
  await page.getByRole('button', { name: 'Simulate' }).click()
  await expect(page.getByRole('img', { name: 'Hit rate over memory' })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Find TTLs' }).click()
  await expect(page.getByRole('table', { name: 'Namespaces and their TTLs' })).toBeVisible({
    timeout: 60_000,
  })
  await inBothThemes(page, async (theme) => await expectAccessible(page, `simulation, ${theme}`))
})
