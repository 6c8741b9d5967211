import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import pg from 'pg'
import { expect, openScreen, test, writeStatement } from './workbench.ts'

const slowPlan = readFileSync(new URL('../fixtures/plans/pg18/bitmap-lossy.json', import.meta.url), 'utf8')

/** How many sessions of the demo's server run this right now. */
async function running(page: Page, what: string): Promise<number> {
  const environments = await page.evaluate(async () => {
    const answer = await fetch('/api/environments/list', { method: 'POST' })
    const list: { origin: string; targets: { address: { kind: string; port: number } }[] }[] =
      await answer.json()
    return list
  })
  const port = environments
    .find(({ origin }) => origin === 'demo')
    ?.targets.find(({ address }) => address.kind === 'postgres')?.address.port
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'pitwall',
    password: 'pitwall',
    database: 'shop',
  })
  await client.connect()
  try {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()`,
      [what],
    )
    return rowCount ?? 0
  } finally {
    await client.end()
  }
}

test('the offered slow query is one click from its chart; chart, tree, findings and inspector are linked', async ({
  bench: page,
}) => {
  await openScreen(page, 'Overview')
  await page.getByRole('button', { name: /^Show the plan: Customers with the most refunds/ }).click()
  await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()

  const findings = page.getByRole('region', { name: 'Findings' })
  await findings
    .getByRole('button', { name: /fewer rows planned|more rows than planned|estimate|statistics/i })
    .first()
    .click()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector).toContainText('events')

  await page.getByRole('radio', { name: 'Tree' }).click()
  const tree = page.getByRole('treegrid')
  await expect(tree.getByRole('row', { selected: true })).toContainText('events')
  await tree.getByRole('row', { name: /^Index Scan using customers_pkey/ }).click()
  await expect(inspector).toContainText('customers_pkey')
  await expect(inspector).toContainText('66,667')

  await page.getByRole('radio', { name: 'Raw' }).click()
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('"Node Type"')
})

test('search in the chart counts its matches', async ({ bench: page }) => {
  await openScreen(page, 'Overview')
  await page.getByRole('button', { name: /^Show the plan: The oldest pending/ }).click()
  await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Search the chart' }).fill('Seq Scan')
  await expect(page.getByText(/^1 match/)).toBeVisible()
})

test('a plan from elsewhere is read, and garbage keeps its text with one clear sentence', async ({
  bench: page,
}) => {
  await openScreen(page, 'Queries')
  await page.getByRole('button', { name: 'Paste a plan' }).first().click()
  const box = page.getByRole('textbox', { name: /plan/i })
  await box.fill('once upon a time there was no plan')
  await page.getByRole('button', { name: /^Read/ }).click()
  const alert = page.getByRole('alert')
  await expect(alert).toBeVisible()
  await expect(box).toHaveValue('once upon a time there was no plan')
  await box.fill(slowPlan)
  await page.getByRole('button', { name: /^Read/ }).click()
  await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()
})

test('a mistake in the statement is marked, nothing is lost', async ({ bench: page }) => {
  await writeStatement(page, 'SELECT nonsense FROM orders')
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('nonsense')
  await expect(page.getByRole('textbox', { name: 'SQL statement' })).toContainText(
    'SELECT nonsense FROM orders',
  )
})

test('two commands are refused before anything runs', async ({ bench: page }) => {
  await writeStatement(page, 'DELETE FROM carts; SELECT 1')
  await page.getByRole('button', { name: 'Explain analyze' }).click()
  await expect(page.getByRole('alert')).toContainText(/one statement|two/i)
})

test('a statement that writes runs only after its warnings are read, and is rolled back', async ({
  bench: page,
}) => {
  await writeStatement(page, "UPDATE products SET stock = 0 WHERE category = 'audio'")
  await page.getByRole('button', { name: 'Explain analyze' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(/rolled back|rollback/i)
  await dialog.getByRole('button', { name: /run/i }).click()
  await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()
  await page.getByRole('radio', { name: 'Tree' }).click()
  await expect(page.getByRole('treegrid')).toContainText('Update on')
})

test('cancel frees the server’s backend', async ({ bench: page }) => {
  await writeStatement(page, 'SELECT pg_sleep(600)')
  await page.getByRole('button', { name: 'Explain analyze' }).click()
  await expect.poll(async () => await running(page, 'pg_sleep(600)')).toBe(1)
  const started = performance.now()
  await page.getByRole('button', { name: /^Cancel/ }).click()
  await expect.poll(async () => await running(page, 'pg_sleep(600)'), { intervals: [20] }).toBe(0)
  console.log(`cancel to free backend, as seen from outside: ${Math.round(performance.now() - started)} ms`)
  await expect(page.getByRole('button', { name: 'Explain analyze' })).toBeEnabled()
})

test('a running job shows in the drawer and can be cancelled there', async ({ bench: page }) => {
  await writeStatement(page, 'SELECT pg_sleep(601)')
  await page.getByRole('button', { name: 'Explain analyze' }).click()
  await page.getByRole('button', { name: /1 job running/ }).click()
  const drawer = page.getByRole('region', { name: 'Jobs' })
  await expect(drawer).toContainText('Explain analyze')
  await drawer.getByRole('button', { name: /^Cancel/ }).click()
  await expect.poll(async () => await running(page, 'pg_sleep(601)')).toBe(0)
  await expect(drawer).toContainText('Cancelled')
})
