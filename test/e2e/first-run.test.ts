import { startWorkbench } from '../support/workbench-process.ts'
import { expect, expectAccessible, inBothThemes, test } from './workbench.ts'

test('a new user starts the demo from the first screen and is one click from the flame chart', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const workbench = await startWorkbench(['serve', '--no-open'])
  try {
    await page.goto(workbench.url)
    await expect(page.getByRole('heading', { name: 'What shall we look at?' })).toBeVisible()
    await inBothThemes(page, async (theme) => await expectAccessible(page, `first screen, ${theme}`))

    await page.getByRole('button', { name: 'Start the demo' }).click()
    await expect(page.getByRole('progressbar', { name: 'The demo starts' })).toBeVisible()
    await page.getByRole('button', { name: /^Show the plan: Revenue/ }).click({ timeout: 120_000 })

    const chart = page.getByRole('application', { name: 'Time of the plan' })
    await expect(chart).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('region', { name: 'Findings' })).toContainText('on disk')
  } finally {
    expect(await workbench.stop()).toBe(0)
  }
})

test('the address works once', async ({ browser }) => {
  const workbench = await startWorkbench(['serve', '--no-open'])
  try {
    const first = await browser.newPage()
    await first.goto(workbench.url)
    await expect(first.getByText('Connected', { exact: true })).toBeVisible()
    const second = await (await browser.newContext()).newPage()
    const answer = await second.goto(workbench.url)
    expect(answer?.status()).toBeGreaterThanOrEqual(400)
    expect(answer?.status()).toBeLessThan(500)
    await second.context().close()
    await first.close()
  } finally {
    await workbench.stop()
  }
})
