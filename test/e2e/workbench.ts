import { test as base, expect, type Page } from '@playwright/test'
import AxeBuilder from '@axe-core/playwright'
import { startWorkbench, type WorkbenchProcess } from '../support/workbench-process.ts'

interface WorkbenchFixtures {
  /** A page of the shared workbench, signed in. */
  bench: Page
}

interface WorkerFixtures {
  /** One workbench on the demo for all tests of the worker, with the session that opens it. */
  demo: { process: WorkbenchProcess; storageState: Awaited<ReturnType<SaveState>> }
}

type SaveState = ReturnType<Page['context']>['storageState']

/** Tests on the running demo, each in a fresh browser session. */
export const test = base.extend<WorkbenchFixtures, WorkerFixtures>({
  demo: [
    async ({ browser }, use) => {
      const process = await startWorkbench(['demo', '--no-open'])
      try {
        const page = await browser.newPage()
        await page.goto(process.url)
        // Made once: the address works once, and the first start makes the shop's rows.
        await expect(page.getByRole('button', { name: /^Show the plan: Revenue/ })).toBeVisible({
          timeout: 120_000,
        })
        const storageState = await page.context().storageState()
        await page.context().close()
        await use({ process, storageState: { ...storageState, origins: [] } })
      } finally {
        await process.stop()
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  bench: async ({ demo, browser }, use) => {
    const context = await browser.newContext({
      baseURL: new URL('/', demo.process.url).href,
      storageState: demo.storageState,
      viewport: { width: 1280, height: 800 },
    })
    const page = await context.newPage()
    await page.goto('/')
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
    await use(page)
    await context.close()
  },
})

export { expect }

/** Opens a screen by the rail. */
export async function openScreen(page: Page, name: 'Overview' | 'Queries' | 'Settings'): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name }).click()
}

/** Puts a statement into a new tab's editor. */
export async function writeStatement(page: Page, sql: string): Promise<void> {
  await openScreen(page, 'Queries')
  await page.getByRole('button', { name: 'New statement' }).first().click()
  const editor = page.getByRole('textbox', { name: 'SQL statement' })
  await editor.click()
  await page.keyboard.insertText(sql)
}

export const themes = ['light', 'dark'] as const

/** Both themes, one after the other, without a stop in Settings: the page follows the system. */
export async function inBothThemes(
  page: Page,
  look: (theme: (typeof themes)[number]) => Promise<void>,
): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await look(theme)
  }
}

/** Fails on accessibility violations that axe calls serious or critical. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const bad = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join('; ')})`)
  expect(bad, what).toEqual([])
}
