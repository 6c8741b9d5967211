import type { Locator, Page } from '@playwright/test'
import { openSilentServer } from '../support/silent-server.ts'
import { expect, openScreen, test } from './workbench.ts'

const theme = async (page: Page, name: 'light' | 'dark'): Promise<void> =>
  await expect(page.locator('html')).toHaveAttribute('data-theme', name)

test('a theme is there at once, and again after a reload', async ({ own: { page } }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openScreen(page, 'Settings')
  const choice = page.getByRole('radiogroup', { name: 'Theme' })
  await choice.getByRole('radio', { name: 'Dark' }).click()
  await theme(page, 'dark')
  await expect(choice.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await page.reload()
  await theme(page, 'dark')
  await openScreen(page, 'Settings')
  await expect(choice.getByRole('radio', { name: 'Dark' })).toBeChecked()

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.keyboard.press('ControlOrMeta+Alt+1')
  await theme(page, 'light')
  await expect(choice.getByRole('radio', { name: 'Light' })).toBeChecked()
  await page.reload()
  await theme(page, 'light')

  await openScreen(page, 'Settings')
  await choice.getByRole('radio', { name: 'As the system' }).click()
  await theme(page, 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await theme(page, 'light')
})

test('timeouts say what cannot be, are kept, and hold', async ({ own: { page } }) => {
  await openScreen(page, 'Settings')
  const connecting = page.getByRole('textbox', { name: 'Connecting' })
  await expect(connecting).toHaveValue('10')
  await connecting.fill('soon')
  await expect(connecting).toHaveAccessibleDescription('A number is needed.')
  await connecting.fill('0,05')
  await expect(connecting).toHaveAccessibleDescription('From 100\u00a0ms to 10\u00a0min.')
  await page.reload()
  await openScreen(page, 'Settings')
  await expect(connecting).toHaveValue('10')

  await connecting.fill('300')
  await page.getByRole('combobox', { name: 'Unit of Connecting' }).click()
  await page.getByRole('option', { name: 'milliseconds' }).click()
  const locks = page.getByRole('textbox', { name: 'Locks' })
  await locks.fill('7')
  await locks.press('Enter')
  await expect(locks).toBeFocused()
  await page.reload()
  await openScreen(page, 'Settings')
  await expect(connecting).toHaveValue('300')
  await expect(page.getByRole('combobox', { name: 'Unit of Connecting' })).toContainText('milliseconds')
  await expect(locks).toHaveValue('7')
  await expect(page.getByRole('textbox', { name: 'Statements' })).toHaveValue('1')

  await using silent = await openSilentServer()
  await openScreen(page, 'Overview')
  await page
    .getByRole('textbox', { name: /URL, or the text/ })
    .fill(`postgres://app@127.0.0.1:${silent.port}/shop`)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add 1 target' }).click()
  await expect(page.getByRole('list', { name: 'Targets of local' })).toContainText(/300\sms|0\.3\ss/)
})

test('keys are given to another command, taken, found in conflict and reset', async ({ own: { page } }) => {
  await openScreen(page, 'Settings')
  const settings = page.getByRole('heading', { name: 'Settings', level: 1 })
  const keysOf = (title: string): Locator => page.getByRole('button', { name: `Keys of ${title}:` })
  const give = async (title: string, keys: string): Promise<void> => {
    await keysOf(title).click()
    await expect(keysOf(title)).toContainText('Press keys…')
    await page.keyboard.press(keys)
    await expect(keysOf(title)).not.toContainText('Press keys…')
  }
  const current = page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button')
    .and(page.locator('[aria-current="page"]'))

  // The new keys work, there and after a reload; the old ones do not any more.
  await give('Open Queries', 'Alt+q')
  await expect(keysOf('Open Queries')).toHaveText(/Alt.*Q/)
  await page.reload()
  // Chosen keys come with the settings, a moment after the page is drawn.
  await expect(async () => {
    await page.keyboard.press('Alt+q')
    await expect(current).toHaveAccessibleName('Queries', { timeout: 1000 })
  }).toPass()
  await page.keyboard.press('ControlOrMeta+,')
  await expect(settings).toBeVisible()
  await page.keyboard.press('ControlOrMeta+2')
  await expect(current).toHaveAccessibleName('Settings')

  // A key press while keys are being chosen is a choice, not a command; Escape leaves all as it was.
  await keysOf('Open Overview').click()
  await page.keyboard.press('Escape')
  await expect(keysOf('Open Overview')).toHaveText(/Ctrl.*1/)
  await give('Open Overview', 'Alt+q')
  await expect(current).toHaveAccessibleName('Settings')
  await expect(page.getByRole('listitem').filter({ has: keysOf('Open Overview') })).toContainText(
    'also “Open Queries”',
  )
  await expect(page.getByRole('listitem').filter({ has: keysOf('Open Queries') })).toContainText(
    'also “Open Overview”',
  )

  await page.getByRole('button', { name: 'Reset the keys of Open Overview' }).click()
  await expect(keysOf('Open Overview')).toHaveText(/Ctrl.*1/)
  await expect(page.getByText(/^also “/)).toHaveCount(0)

  await page.getByRole('button', { name: 'Take the keys from Open Overview' }).click()
  await expect(keysOf('Open Overview')).toHaveText(/None/)
  await page.keyboard.press('ControlOrMeta+1')
  await expect(current).toHaveAccessibleName('Settings')

  await page.getByRole('button', { name: 'Reset all' }).click()
  await expect(keysOf('Open Overview')).toHaveText(/Ctrl.*1/)
  await page.keyboard.press('ControlOrMeta+2')
  await expect(current).toHaveAccessibleName('Queries')
})
