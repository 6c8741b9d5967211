/** Changes made by clicks on a demo that is there for them. */
import type { Locator, Page } from '@playwright/test'
import { Client } from 'pg'
import { startWorkbench, type WorkbenchProcess } from '../support/workbench-process.ts'
import { callApi, demoPostgres, expect, expectDemo, openScreen, test as base } from './workbench.ts'

interface Shop {
  page: Page
  /** Beside the workbench. */
  database: Client
}

/** Tests on one demo that they may change; all others have a demo of their own. */
export const test = base.extend<object, { shop: Shop }>({
  shop: [
    async ({ browser }, use) => {
      const process: WorkbenchProcess = await startWorkbench(['demo', '--no-open'])
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
      const page = await context.newPage()
      try {
        await page.goto(process.url)
        await expectDemo(page)
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

/** The findings under the statements. */
function findingsOf(page: Page): Locator {
  return page.getByRole('region', { name: /^Findings/ })
}

/** Reads the statements again until they show a finding: the demo's traffic is rare at first. */
export async function expectFinding(page: Page, name: RegExp, what?: string): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(findingsOf(page).getByRole('button', { name }).first(), what).toBeVisible({ timeout: 4000 })
  }).toPass({ timeout: 60_000 })
}

/** Goes to the statements and shows all of a finding. */
export async function openFinding(page: Page, name: RegExp): Promise<void> {
  await openScreen(page, 'Queries')
  await page.getByRole('list', { name: 'Pages' }).getByRole('button', { name: 'Statements' }).click()
  const finding = findingsOf(page).getByRole('button', { name }).first()
  if ((await finding.getAttribute('aria-expanded')) !== 'true') await finding.click()
}

interface ChangeAnswer {
  kind: string
  status: string
  proof?: { measurements: { verdict?: string; planChanged?: boolean }[] }
}

/** Applies what the dialog previews and waits for the proof; the entry in the ledger. */
export async function applyInDialog(page: Page): Promise<ChangeAnswer> {
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Exactly this will be run')).toBeVisible()
  await dialog.getByRole('button', { name: /^Apply/ }).click()
  await expect(dialog.getByRole('group', { name: 'Outcome' })).toBeVisible({ timeout: 90_000 })
  return await newestChange(page)
}

/** Undoes what the dialog has applied, and closes it. */
export async function undoInDialog(page: Page): Promise<void> {
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
