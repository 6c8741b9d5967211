/** The check-up of the demo's Postgres with its planted problems, each cured by a click, and what runs now. */
import type { Page } from '@playwright/test'
import { applyInDialog, test, undoInDialog } from './changes.ts'
import { expect, expectAccessible, inBothThemes, openScreen } from './workbench.ts'

test.describe.configure({ mode: 'serial' })

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

async function openHealth(page: Page): Promise<void> {
  await openScreen(page, 'Queries')
  await page.getByRole('list', { name: 'Pages' }).getByRole('button', { name: 'Health' }).click()
  await expect(page.getByText(/subjects need attention/)).toBeVisible()
}
