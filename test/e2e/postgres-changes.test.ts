/** Observe, one click, proof, undo: the planted problems of the demo's Postgres, as a new user would. */
import type { Locator, Page } from '@playwright/test'
import { Client } from 'pg'
import { startWorkbench, type WorkbenchProcess } from '../support/workbench-process.ts'
import {
  callApi,
  demoPostgres,
  expect,
  expectAccessible,
  inBothThemes,
  openScreen,
  test as base,
} from './workbench.ts'

interface Shop {
  page: Page
  /** Beside the workbench. */
  database: Client
}

/** A demo that these tests may change: the other tests have one of their own. */
const test = base.extend<object, { shop: Shop }>({
  shop: [
    async ({ browser }, use) => {
      const process: WorkbenchProcess = await startWorkbench(['demo', '--no-open'])
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
      const page = await context.newPage()
      try {
        await page.goto(process.url)
        await expect(page.getByRole('button', { name: /^Show the plan: Revenue/ })).toBeVisible({
          timeout: 120_000,
        })
        const { port, user, password } = await demoPostgres(page)
        const database = new Client({ host: '127.0.0.1', port, user, password, database: 'shop' })
        await database.connect()
        await use({ page, database })
        await database.end()
      } finally {
        await context.close()
        await process.stop()
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

test.describe.configure({ mode: 'serial' })

/** Every planted problem that shows in the statements, with its finding and the cure that is offered. */
const inStatements: { problem: string; finding: RegExp; cure?: string; kind?: string }[] = [
  {
    problem: 'missing composite index',
    finding: /No index leads to orders by status and created_at/,
    cure: 'Create the index on orders (status, created_at)',
    kind: 'create-index',
  },
  {
    problem: 'missing foreign-key index, seen in a statement',
    finding: /No index leads to orders by customer_id/,
    cure: 'Create the index on orders (customer_id, created_at DESC)',
    kind: 'create-index',
  },
  {
    problem: 'deep OFFSET',
    finding: /Deep OFFSET/,
    cure: 'Create the index on events (created_at DESC, id)',
    kind: 'create-index',
  },
  {
    problem: 'a sort that spills',
    finding: /Sorts or hashes spill/,
    cure: 'Set work_mem of pitwall',
    kind: 'set-role-setting',
  },
  {
    problem: 'expensive aggregate',
    finding: /An expensive aggregate is computed anew each time/,
    cure: 'Create the materialised view',
    kind: 'create-materialized-view',
  },
  { problem: 'N+1', finding: /N\+1: order_items is asked by order_id for each row of orders/ },
  { problem: 'SELECT * with a wide column', finding: /SELECT \* reads description/ },
]

test('Queries opens on the statements', async ({ shop: { page } }) => {
  await openScreen(page, 'Queries')
  await expect(page.getByRole('grid', { name: 'Statements' })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Statements' }).getByRole('row')).not.toHaveCount(0)
})

test('each planted problem of the statements is found by name', async ({ shop: { page } }) => {
  // The demo's traffic reaches its rarest requests after half a minute.
  test.setTimeout(120_000)
  const findings = findingsOf(page)
  for (const { problem, finding } of inStatements) {
    await expect(async () => {
      await page.getByRole('button', { name: 'Refresh' }).click()
      await expect(findings.getByRole('button', { name: finding }).first(), problem).toBeVisible({
        timeout: 4000,
      })
    }).toPass({ timeout: 60_000 })
  }
  await inBothThemes(page, async (theme) => await expectAccessible(page, `statements, ${theme}`))
})

for (const { problem, finding, cure, kind } of inStatements) {
  if (cure === undefined) continue
  test(`${problem}: one click, proof, undo`, async ({ shop: { page } }) => {
    test.setTimeout(120_000)
    await openFinding(findingsOf(page), finding)
    await page.getByRole('button', { name: cure }).first().click()
    const change = await applyInDialog(page)
    expect(change.kind).toBe(kind)
    expect(change.status).toBe('applied')
    if (kind === 'create-index') {
      expect(change.proof?.measurements[0]).toMatchObject({ verdict: 'faster', planChanged: true })
      await expect(
        page
          .getByRole('dialog')
          .getByText(/× faster/)
          .first(),
      ).toBeVisible()
    }
    await undoInDialog(page)
  })
}

test('rewrites that no change can make are shown whole', async ({ shop: { page } }) => {
  await openFinding(findingsOf(page), /N\+1/)
  await expect(page.getByText('LEFT JOIN LATERAL').first()).toBeVisible()
  await openFinding(findingsOf(page), /Deep OFFSET/)
  await expect(page.getByText(/created_at < \$1/).first()).toBeVisible()
})

/** Every planted problem that the check-up tells of, with the cure that is offered. */
const inHealth: { problem: string; finding: RegExp; cure: string; canBeUndone: boolean }[] = [
  {
    problem: 'missing foreign-key index',
    finding: /order_items \(product_id\) refers to products and has no index/,
    cure: 'Create the index order_items_product_id_idx',
    canBeUndone: true,
  },
  {
    problem: 'unused index',
    finding: /No query uses orders_currency_idx/,
    cure: 'Drop orders_currency_idx',
    canBeUndone: true,
  },
  {
    problem: 'duplicate indexes',
    finding: /products_category_idx1 is the same as products_category_idx/,
    cure: 'Drop products_category_idx1',
    canBeUndone: true,
  },
  {
    problem: 'redundant prefix',
    finding: /customers_country_name_idx does the work of customers_country_idx, too/,
    cure: 'Drop customers_country_idx',
    canBeUndone: true,
  },
  {
    problem: 'autovacuum off',
    finding: /Autovacuum is off on carts/,
    cure: 'Switch autovacuum on for carts',
    canBeUndone: true,
  },
  {
    problem: 'bloated table',
    finding: /carts is bloated/,
    cure: 'Vacuum carts',
    canBeUndone: false,
  },
  {
    problem: 'stale statistics',
    finding: /The statistics of events are stale/,
    cure: 'Analyze events',
    canBeUndone: false,
  },
]

test('each planted problem of the check-up is found by name', async ({ shop: { page } }) => {
  await openHealth(page)
  for (const { problem, finding } of inHealth) {
    await expect(page.getByRole('button', { name: finding }), problem).toBeVisible()
  }
  await inBothThemes(page, async (theme) => await expectAccessible(page, `health, ${theme}`))
})

for (const { problem, finding, cure, canBeUndone } of inHealth) {
  test(`${problem}: one click${canBeUndone ? ', undo' : ', and that nothing takes it back'}`, async ({
    shop: { page },
  }) => {
    test.setTimeout(120_000)
    await openHealth(page)
    const row = page.getByRole('button', { name: finding })
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click()
    await page.getByRole('button', { name: cure, exact: true }).click()
    const { status } = await applyInDialog(page)
    expect(status).toBe('applied')
    const dialog = page.getByRole('dialog')
    if (canBeUndone) {
      await undoInDialog(page)
    } else {
      await expect(dialog.getByRole('button', { name: 'Undo', exact: true })).toBeHidden()
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
      await page.getByRole('button', { name: 'Check again' }).click()
      await expect(row).toBeHidden()
    }
  })
}

test('what runs now, and who holds up whom', async ({ shop: { page, database } }) => {
  await database.query('BEGIN')
  try {
    await database.query('SELECT 1 FROM products WHERE id = 1 FOR UPDATE')
    await openHealth(page)
    await page.getByRole('radio', { name: 'Now' }).click()
    await expect(page.getByText('idle in transaction').first()).toBeVisible()
  } finally {
    await database.query('ROLLBACK')
  }
  await inBothThemes(page, async (theme) => await expectAccessible(page, `activity, ${theme}`))
})

test('index advice for the whole workload, by trial where HypoPG is missing', async ({ shop: { page } }) => {
  test.setTimeout(180_000)
  await openScreen(page, 'Queries')
  await page.getByRole('list', { name: 'Pages' }).getByRole('button', { name: 'Indexes' }).click()
  await page.getByRole('button', { name: 'Advise', exact: true }).click()
  await page.getByRole('button', { name: /trial indexes/i }).click()
  await expect(page.getByText(/would save \d/)).toBeVisible({ timeout: 120_000 })
  await expect(page.getByText(/orders \((status, created_at|customer_id)/).first()).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `index advice, ${theme}`))
})

test('a unique index that cannot be leaves nothing behind', async ({ shop: { page, database } }) => {
  await openFinding(findingsOf(page), /Deep OFFSET/)
  await page.getByRole('button', { name: 'Create the index on events (created_at DESC, id)' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Edit' }).click()
  const statement = dialog.getByRole('textbox', { name: 'Statement' })
  await statement.fill('CREATE UNIQUE INDEX CONCURRENTLY twice ON customers (name)')
  await dialog.getByRole('button', { name: 'Preview this' }).click()
  await dialog.getByRole('button', { name: /^Apply/ }).click()
  await expect(dialog.getByText(/could not create unique index/i).first()).toBeVisible({ timeout: 30_000 })
  await expect(dialog.getByText(/left on the server/i).first()).toBeVisible()
  const { rows } = await database.query(`SELECT 1 FROM pg_class WHERE relname LIKE 'twice%'`)
  expect(rows).toEqual([])
  await inBothThemes(page, async (theme) => await expectAccessible(page, `a failed change, ${theme}`))
  await page.keyboard.press('Escape')
})

test('cancelled while it waits for an old transaction, it leaves nothing behind', async ({
  shop: { page, database },
}) => {
  await database.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  await database.query('SELECT count(*) FROM products')
  try {
    await openFinding(findingsOf(page), /Deep OFFSET/)
    await page
      .getByRole('button', { name: 'Create the index on events (created_at DESC, id)' })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('region', { name: 'In the way now' })).toContainText('pitwall')
    await dialog.getByRole('button', { name: /^Apply/ }).click()
    await expect(dialog.getByText(/waiting/i).first()).toBeVisible({ timeout: 60_000 })
    await dialog.getByRole('button', { name: 'Cancel the change' }).click()
    await expect(dialog.getByText('Cancelled; nothing of it is left.').first()).toBeVisible({
      timeout: 30_000,
    })
  } finally {
    await database.query('ROLLBACK')
  }
  const { rows } = await database.query(`SELECT 1 FROM pg_index WHERE NOT indisvalid`)
  expect(rows).toEqual([])
  await page.keyboard.press('Escape')
})

test('the ledger has all of it, and undoes from there', async ({ shop: { page } }) => {
  await openScreen(page, 'Changes')
  const ledger = page.getByRole('grid', { name: 'Changes' })
  await expect(ledger.getByRole('row').filter({ hasText: 'Undone' }).first()).toBeVisible()
  await expect(ledger.getByRole('row').filter({ hasText: 'Failed' }).first()).toBeVisible()
  await expect(ledger.getByText(/× faster/).first()).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `changes, ${theme}`))
})

function findingsOf(page: Page): Locator {
  return page.getByRole('region', { name: /^Findings/ })
}

async function openHealth(page: Page): Promise<void> {
  await openScreen(page, 'Queries')
  await page.getByRole('list', { name: 'Pages' }).getByRole('button', { name: 'Health' }).click()
  await expect(page.getByText(/subjects need attention/)).toBeVisible()
}

async function openFinding(findings: Locator, name: RegExp): Promise<void> {
  const page = findings.page()
  await openScreen(page, 'Queries')
  await page.getByRole('list', { name: 'Pages' }).getByRole('button', { name: 'Statements' }).click()
  const finding = findings.getByRole('button', { name }).first()
  if ((await finding.getAttribute('aria-expanded')) !== 'true') await finding.click()
}

interface ChangeAnswer {
  kind: string
  status: string
  proof?: { measurements: { verdict?: string; planChanged?: boolean }[] }
}

/** Applies what the dialog previews and waits for the proof; the entry in the ledger. */
async function applyInDialog(page: Page): Promise<ChangeAnswer> {
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Exactly this will be run')).toBeVisible()
  await dialog.getByRole('button', { name: /^Apply/ }).click()
  await expect(dialog.getByRole('group', { name: 'Outcome' })).toBeVisible({ timeout: 90_000 })
  return await newestChange(page)
}

async function undoInDialog(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(dialog.getByText(/undone/i).first()).toBeVisible({ timeout: 60_000 })
  expect((await newestChange(page)).status).toBe('undone')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

async function newestChange(page: Page): Promise<ChangeAnswer> {
  const id = await page.evaluate(async () => {
    const answer = await fetch('/api/changes/watch', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    // A stream without an end: the first event is the ledger as it is.
    let text = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part
      const newest = /"id":"([^"]+)"/.exec(text)?.[1]
      if (newest !== undefined) return newest
    }
    throw new Error('The ledger is empty.')
  })
  return await callApi<ChangeAnswer>(page, 'changes/get', { id })
}
