import { expect, expectAccessible, inBothThemes, openScreen, test } from './workbench.ts'

test('overview', async ({ bench: page }) => {
  await openScreen(page, 'Overview')
  await expect(page.getByRole('heading', { name: 'Targets' })).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `overview, ${theme}`))
})

test('queries: empty, a result as chart and as tree, with the inspector', async ({ bench: page }) => {
  await openScreen(page, 'Queries')
  await inBothThemes(page, async (theme) => await expectAccessible(page, `no query, ${theme}`))
  await openScreen(page, 'Overview')
  await page.getByRole('button', { name: /^Show the plan: A deep page/ }).click()
  await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()
  await page.getByRole('region', { name: 'Findings' }).getByRole('button').first().click()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `chart, ${theme}`))
  await page.getByRole('radio', { name: 'Tree' }).click()
  await expect(page.getByRole('treegrid')).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `tree, ${theme}`))
  await page.getByRole('radio', { name: 'Raw' }).click()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `raw, ${theme}`))
})

test('environments', async ({ bench: page }) => {
  await openScreen(page, 'Overview')
  await page.getByRole('button', { name: 'Manage' }).click()
  await expect(page.getByRole('button', { name: /new environment/i }).first()).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `environments, ${theme}`))
})

test('settings and the palette', async ({ bench: page }) => {
  await openScreen(page, 'Settings')
  await inBothThemes(page, async (theme) => await expectAccessible(page, `settings, ${theme}`))
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await inBothThemes(page, async (theme) => await expectAccessible(page, `palette, ${theme}`))
})
