import { test as base, expect, type Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { openOwnWorkbench, type OwnWorkbench } from '../support/own-workbench.ts'
import { startWorkbench, type WorkbenchProcess } from '../support/workbench-process.ts'

interface WorkbenchFixtures {
  /** A page of the shared workbench, signed in. */
  bench: Page
  /** A workbench of the test's own, without the demo, in an empty home folder; `page` shows it. */
  own: OwnWorkbench
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
        await expectDemo(page)
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
  own: async ({ page }, use) => {
    await using workbench = await openOwnWorkbench(page)
    await use(workbench)
  },
})

export { expect }

/** The demo's rows are made and its first plan is there; the very first start takes a while. */
export async function expectDemo(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /^Show the plan: Revenue/ })).toBeVisible({
    timeout: 120_000,
  })
}

/** Opens a screen by the rail. */
export async function openScreen(
  page: Page,
  name: 'Overview' | 'Queries' | 'Keyspace' | 'Profiles' | 'Changes' | 'Settings',
): Promise<void> {
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

/** Where the demo's Postgres listens, and how to get in. */
export async function demoPostgres(page: Page): Promise<{ port: number; user: string; password: string }> {
  const environments = await callApi<
    { origin: string; targets: { address: { kind: string; port: number } }[] }[]
  >(page, 'environments/list')
  const postgres = environments
    .find(({ origin }) => origin === 'demo')
    ?.targets.find(({ address }) => address.kind === 'postgres')
  if (postgres === undefined) throw new Error('The demo has no Postgres.')
  return { port: postgres.address.port, user: 'pitwall', password: 'pitwall' }
}

/** The demo's Redis among the targets. */
export async function demoRedis(page: Page): Promise<{ id: string; port: number }> {
  const environments = await callApi<
    { origin: string; targets: { id: string; address: { kind: string; port: number } }[] }[]
  >(page, 'environments/list')
  const redis = environments
    .find(({ origin }) => origin === 'demo')
    ?.targets.find(({ address }) => address.kind === 'redis')
  if (redis === undefined) throw new Error('The demo has no Redis.')
  return { id: redis.id, port: redis.address.port }
}

/** Calls a procedure over the HTTP API, as the page itself may: for what a test only needs done. */
export async function callApi<Answer>(page: Page, procedure: string, input: unknown = {}): Promise<Answer> {
  return await page.evaluate(
    async ([path, body]) => {
      const answer = await fetch(`/api/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      const value: Answer = await answer.json()
      return value
    },
    [procedure, JSON.stringify(input)] as const,
  )
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
