/** The demo's slow function and its leak: from the live strip to the frame, compared, exported, opened again. */
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { callApi, expect, expectAccessible, inBothThemes, openScreen, test } from './workbench.ts'

test.describe.configure({ mode: 'serial' })

async function openPage(page: Page, name: 'Processes' | 'Profiles' | 'Leak' | 'GC'): Promise<void> {
  await openScreen(page, 'Profiles')
  await page
    .getByRole('navigation', { name: 'Pages about processes and profiles' })
    .getByRole('button', { name, exact: true })
    .click()
}

/** Attaches to the shop's service, unless that was done before; its head is shown then. */
async function attach(page: Page): Promise<void> {
  await openPage(page, 'Processes')
  const row = page.getByRole('button', { name: /(Attach to Shop API process|Show .*server\.mjs)/ }).first()
  await row.click()
  await expect(page.getByRole('button', { name: 'Detach', exact: true })).toBeVisible({ timeout: 30_000 })
}

/** Where the shop's HTTP service answers. */
async function shopUrl(page: Page): Promise<string> {
  const environments = await callApi<
    { origin: string; targets: { address: { kind: string; url?: string } }[] }[]
  >(page, 'environments/list')
  const address = environments
    .find(({ origin }) => origin === 'demo')
    ?.targets.find((target) => target.address.kind === 'http')?.address
  if (address?.url === undefined) throw new Error('The demo has no HTTP service.')
  return address.url
}

/** Records the CPU for a few seconds while somebody asks for quotes; the profile opens by itself. */
async function recordQuotes(page: Page): Promise<Locator> {
  await attach(page)
  await page.getByRole('button', { name: 'How to record' }).click()
  await page
    .getByRole('textbox', { name: /^Seconds|How long|Time/ })
    .first()
    .fill('4')
  await page.keyboard.press('Escape')
  const url = await shopUrl(page)
  await page.getByRole('button', { name: 'Record CPU' }).click()
  await Promise.all(Array.from({ length: 12 }, async () => await (await fetch(`${url}/quote/400`)).text()))
  const viewer = page.getByRole('region', { name: /^Profile CPU of/ })
  await expect(viewer).toBeVisible({ timeout: 45_000 })
  return viewer
}

test('the live strip shows the service at work, and a screen reader can follow', async ({ bench: page }) => {
  test.setTimeout(120_000)
  await attach(page)
  for (const figure of ['Heap used', 'CPU of the process', 'Event-loop delay, p99', 'Event loop busy']) {
    await expect(page.getByRole('region', { name: figure })).toContainText(/\d/, { timeout: 30_000 })
  }
  await inBothThemes(page, async (theme) => await expectAccessible(page, `processes, ${theme}`))
})

test('a CPU profile names the slow function, two are compared, one is exported and opened again', async ({
  bench: page,
}) => {
  test.setTimeout(180_000)
  const viewer = await recordQuotes(page)
  await expect(viewer.getByRole('application')).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `time order, ${theme}`))

  // The functions, the idle time left out: the slow one comes first.
  await viewer.getByRole('radio', { name: 'Sandwich' }).click()
  await viewer.getByRole('button', { name: /^Idle/ }).click()
  const functions = viewer.getByRole('grid', { name: /^Functions of/ })
  await expect(functions.getByRole('row').nth(1)).toContainText(/parcelPrice|quote/)
  await functions
    .getByRole('row', { name: /parcelPrice|quote/ })
    .first()
    .click()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `sandwich, ${theme}`))
  await viewer.getByRole('radio', { name: 'Bottom-up' }).click()
  await expect(
    viewer
      .getByRole('treegrid')
      .getByRole('row', { name: /parcelPrice|quote/ })
      .first(),
  ).toBeVisible()

  // Saved in another tool's format, and opened again: the same profile.
  await viewer.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /speedscope/ }).click()
  const file = await (await download).path()
  const saved: { profiles: { weights: number[] }[] } = JSON.parse(await readFile(file, 'utf8'))
  const total = saved.profiles[0]?.weights.reduce((sum, weight) => sum + weight, 0) ?? 0
  expect(total).toBeGreaterThan(1000)
  await page.getByLabel('Profile files').setInputFiles({
    name: 'again.speedscope.json',
    mimeType: 'application/json',
    buffer: await readFile(file),
  })
  const again = page.getByRole('region', { name: 'Profile again.speedscope.json' })
  await expect(again).toContainText(/samples/)
  await again.getByRole('radio', { name: 'Sandwich' }).click()
  await expect(again.getByRole('grid').getByRole('row', { name: /parcelPrice/ })).toBeVisible()

  // Compared with a second recording.
  const second = await recordQuotes(page)
  await second.getByRole('radio', { name: 'Difference' }).click()
  await second.getByRole('combobox', { name: 'Compare with' }).click()
  await page.getByRole('option').first().click()
  await expect(second.getByRole('application').first()).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `difference, ${theme}`))
})

test('the leaking route is called a leak, with its site and what holds it; a heap profile and a snapshot open', async ({
  bench: page,
}) => {
  test.setTimeout(240_000)
  await attach(page)
  const url = await shopUrl(page)
  await openPage(page, 'Leak')
  const form = page.getByRole('form', { name: 'Look for a leak' })
  await form.getByRole('textbox', { name: 'Requests, taken in turn' }).fill(`GET ${url}/products/7`)
  await form.getByRole('textbox', { name: 'In each round' }).fill('200')
  await form.getByRole('textbox', { name: 'Rounds that count' }).fill('5')
  await inBothThemes(page, async (theme) => await expectAccessible(page, `leak form, ${theme}`))
  await form.getByRole('button', { name: 'Start' }).click()
  const verdict = page.getByRole('status').filter({ hasText: /leak/i })
  await expect(verdict.getByText('A leak', { exact: true })).toBeVisible({ timeout: 150_000 })
  await expect(page.getByRole('main')).toContainText('routes.mjs')
  await expect(page.getByRole('main')).toContainText('visitors')
  await inBothThemes(page, async (theme) => await expectAccessible(page, `verdict, ${theme}`))

  await openPage(page, 'Processes')
  await page.getByRole('button', { name: 'Take snapshot' }).click()
  await expect(page.getByRole('treegrid').getByRole('row').nth(3)).toBeVisible({ timeout: 60_000 })
  await inBothThemes(page, async (theme) => await expectAccessible(page, `snapshot, ${theme}`))
})

test('detaching leaves the service as it was', async ({ bench: page }) => {
  await attach(page)
  await page.getByRole('button', { name: 'Detach', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Attach to Shop API process' })).toBeVisible()
  expect((await fetch(`${await shopUrl(page)}/health`)).status).toBe(200)
})

test('a file that is no profile says so, and the page goes on', async ({ bench: page }) => {
  await openPage(page, 'Profiles')
  const input = page.getByLabel('Profile files')
  await input.setInputFiles({
    name: 'cut.cpuprofile',
    mimeType: 'application/json',
    buffer: Buffer.from('{"nodes":[{"id":1,"callFrame":{"functionName":"ma'),
  })
  await expect(page.getByRole('region', { name: 'Profile cut.cpuprofile' })).toContainText(
    'ends in the middle',
  )
  await inBothThemes(page, async (theme) => await expectAccessible(page, `broken file, ${theme}`))
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await openPage(page, 'GC')
  await inBothThemes(page, async (theme) => await expectAccessible(page, `GC, ${theme}`))
})
