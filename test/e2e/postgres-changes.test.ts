/** Observe, one click, proof, undo: the planted problems of the demo's statements, as a new user would. */
import { applyInDialog, expectFinding, openFinding, test, undoInDialog } from './changes.ts'
import { expect, expectAccessible, inBothThemes, openScreen } from './workbench.ts'

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
  for (const { problem, finding } of inStatements) await expectFinding(page, finding, problem)
  await inBothThemes(page, async (theme) => await expectAccessible(page, `statements, ${theme}`))
})

for (const { problem, finding, cure, kind } of inStatements) {
  if (cure === undefined) continue
  test(`${problem}: one click, proof, undo`, async ({ shop: { page } }) => {
    test.setTimeout(120_000)
    await openFinding(page, finding)
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
  await openFinding(page, /N\+1/)
  await expect(page.getByText('LEFT JOIN LATERAL').first()).toBeVisible()
  await openFinding(page, /Deep OFFSET/)
  await expect(page.getByText(/created_at < \$1/).first()).toBeVisible()
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
  await openFinding(page, /Deep OFFSET/)
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
    await openFinding(page, /Deep OFFSET/)
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
