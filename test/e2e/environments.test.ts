import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { openSilentServer } from '../support/silent-server.ts'
import { callApi, demoPostgres, expect, test, writeStatement } from './workbench.ts'

/** Passwords that stand nowhere else, so that one found somewhere has leaked. */
const secrets = { pasted: 'zebra-Pasted-4711', found: 'zebra-Found-4712', typed: 'zebra-Typed-4713' }

const topBar = (page: Page): Locator => page.getByRole('banner')
const detail = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const row = (page: Page, name: string): Locator =>
  page
    .getByRole('list', { name: /^Targets of/ })
    .getByRole('listitem')
    .filter({ hasText: name })

async function manage(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+3')
  await expect(page.getByRole('heading', { name: 'Environments', level: 1 })).toBeVisible()
}

async function makeEnvironment(page: Page, name: string): Promise<void> {
  await manage(page)
  await page.getByRole('button', { name: 'New environment' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New environment' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog).toBeHidden()
  await expect(detail(page, name)).toBeVisible()
}

/** Opens "Add targets" of the environment that is shown. */
async function addTargets(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Add targets' }).first().click()
  return page.getByRole('dialog', { name: /^Add targets to/ })
}

/** Pastes a text into "Add targets" and looks for targets in it. */
async function find(dialog: Locator, text: string): Promise<void> {
  await dialog.getByRole('textbox', { name: /URL, or the text/ }).fill(text)
  await dialog.getByRole('button', { name: 'Find targets' }).click()
}

async function more(page: Page, button: string, item: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('an environment is made, renamed and guarded, and the top bar says so in a word', async ({ own }) => {
  const { page } = own
  await makeEnvironment(page, 'staging')
  await expect(topBar(page)).toContainText('staging')
  await expect(topBar(page)).toContainText('Open')

  await detail(page, 'staging').getByRole('radio', { name: 'Read-only' }).click()
  await expect(topBar(page)).toContainText('Read-only')
  await expect(detail(page, 'staging')).toContainText('Nothing can be changed.')
  await detail(page, 'staging').getByRole('radio', { name: 'Confirm' }).click()
  await expect(topBar(page)).toContainText('Confirm')

  await page.keyboard.press('F2')
  const dialog = page.getByRole('dialog', { name: 'Rename staging' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('production')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(topBar(page)).toContainText('production')

  // A name is what is typed to confirm a change, so there is one of each.
  await page.getByRole('button', { name: 'New environment' }).click()
  const second = page.getByRole('dialog', { name: 'New environment' })
  await second.getByRole('textbox', { name: 'Name' }).fill('Production')
  await page.keyboard.press('Enter')
  await expect(second.getByRole('alert')).toContainText('There is an environment named Production already.')
  await expect(second.getByRole('textbox', { name: 'Name' })).toHaveValue('Production')
})

test('a wrong password is named with what to try, on the step where it was found out; the right one connects', async ({
  own,
  bench,
}) => {
  const { page } = own
  const { port, user, password } = await demoPostgres(bench)
  // The first screen: the way of someone who has a URL.
  await page
    .getByRole('textbox', { name: /URL, or the text/ })
    .fill(`postgres://${user}:no@127.0.0.1:${port}/shop`)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add 1 target' }).click()
  await expect(row(page, 'shop')).toContainText(`The password for ${user} is wrong`)

  await row(page, 'shop')
    .getByRole('button', { name: /^Postgres|shop/ })
    .first()
    .click()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector).toContainText('Type the password again')
  await expect(inspector.getByRole('listitem').filter({ hasText: 'Sign in' })).toContainText('failed')
  await expect(inspector.getByRole('listitem').filter({ hasText: 'Connect' })).toContainText('ok')

  await manage(page)
  await more(page, 'More for shop', 'Edit…')
  const dialog = page.getByRole('dialog', { name: 'Edit shop' })
  await dialog.getByRole('combobox', { name: 'Password' }).click()
  await page.getByRole('option', { name: 'Typed here' }).click()
  await dialog.getByRole('textbox', { name: 'Password, typed' }).fill(password)
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await expect(dialog).toContainText('Connected to PostgreSQL 18')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, 'shop')).toContainText('Postgres 18')
})

test('a .env and a compose file are pasted, what they name is chosen from and added', async ({ own }) => {
  const { page } = own
  await makeEnvironment(page, 'local')
  const dialog = await addTargets(page)
  await find(
    dialog,
    `# the shop
DATABASE_URL=postgres://app:${secrets.found}@127.0.0.1:1/orders
REDIS_URL=redis://127.0.0.1:2/3
`,
  )
  const found = dialog.getByRole('list', { name: 'Found targets' }).getByRole('listitem')
  await expect(found).toHaveCount(2)
  await expect(found.first()).toContainText('with its password')
  await expect(found.first()).toContainText('DATABASE_URL')
  await expect(found.last()).toContainText('no password')
  await found.last().getByRole('checkbox').uncheck()
  await dialog.getByRole('button', { name: 'Add 1 target' }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, 'orders')).toContainText('127.0.0.1:1')
  await expect(row(page, 'orders')).toContainText('refused')

  await addTargets(page)
  await find(
    dialog,
    `services:
  db:
    image: postgres:17
    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: "${secrets.found}", POSTGRES_DB: stock }
    ports: ["127.0.0.1:3:5432"]
  cache:
    image: redis:8
    ports: ["4:6379"]
  web:
    image: nginx
`,
  )
  await expect(found).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Add 2 targets' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('list', { name: 'Targets of local' }).getByRole('listitem')).toHaveCount(3)

  await addTargets(page)
  await find(dialog, 'once upon a time')
  await expect(dialog).toContainText('Nothing was recognised.')
  await expect(dialog.getByRole('textbox', { name: /URL, or the text/ })).toHaveValue('once upon a time')
})

test('a target is added by form, edited, duplicated, removed and brought back; an environment is copied and deleted', async ({
  own,
}) => {
  const { page } = own
  await makeEnvironment(page, 'local')
  const dialog = await addTargets(page)
  await dialog.getByRole('radio', { name: 'Form' }).click()
  await dialog.getByRole('textbox', { name: 'Port' }).fill('70000')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toContainText('From 1 to 65535.')
  await expect(dialog).toContainText('The name of a database is needed.')
  await dialog.getByRole('textbox', { name: 'Port' }).fill('1')
  await dialog.getByRole('textbox', { name: 'Database' }).fill('orders')
  await dialog.getByRole('textbox', { name: 'User' }).fill('app')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, 'orders')).toContainText('localhost:1')

  await more(page, 'More for orders', 'Edit…')
  const edit = page.getByRole('dialog', { name: 'Edit orders' })
  await edit.getByRole('textbox', { name: 'Name' }).fill('main')
  await page.keyboard.press('Enter')
  await expect(edit).toBeHidden()
  await more(page, 'More for main', 'Duplicate')
  const targets = page.getByRole('list', { name: 'Targets of local' })
  await expect(targets.getByRole('listitem')).toHaveCount(2)
  await expect(row(page, 'main copy')).toBeVisible()

  // Taken away, brought back to its place, once by the message and once by its key.
  await more(page, 'More for main', 'Remove')
  await expect(targets.getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(targets.getByRole('listitem')).toHaveCount(2)
  await expect(targets.getByRole('listitem').first()).not.toContainText('main copy')
  await more(page, 'More for main copy', 'Remove')
  await expect(targets.getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('z')
  await expect(targets.getByRole('listitem')).toHaveCount(2)
  // Not brought back, it is gone for good, also where the page is left before the message has gone.
  await more(page, 'More for main copy', 'Remove')
  await expect(targets.getByRole('listitem')).toHaveCount(1)
  await page.reload()
  await manage(page)
  await expect(targets.getByRole('listitem')).toHaveCount(1)

  await more(page, 'More for this environment', 'Duplicate…')
  await page
    .getByRole('dialog', { name: 'Duplicate local' })
    .getByRole('button', { name: 'Duplicate' })
    .click()
  await expect(detail(page, 'local copy')).toBeVisible()
  await expect(row(page, 'main')).toBeVisible()

  await more(page, 'More for this environment', 'Delete…')
  const sure = page.getByRole('dialog', { name: 'Delete local copy?' })
  const button = sure.getByRole('button', { name: 'Delete environment' })
  await expect(sure).toContainText('1 target')
  await expect(button).toBeDisabled()
  await sure.getByRole('textbox').fill('local')
  await page.keyboard.press('Enter')
  await expect(sure).toBeVisible()
  await sure.getByRole('textbox').fill('local copy')
  await button.click()
  await expect(sure).toBeHidden()
  await expect(page.getByRole('list', { name: 'Environments' }).getByRole('listitem')).toHaveCount(1)
  await expect(detail(page, 'local')).toBeVisible()
})

test('a server that never answers is waited for only as long as one wants', async ({ own }) => {
  const { page } = own
  await using silent = await openSilentServer()
  await makeEnvironment(page, 'local')
  const dialog = await addTargets(page)
  await find(dialog, `postgres://app@127.0.0.1:${silent.port}/shop`)
  await dialog.getByRole('button', { name: 'Add 1 target' }).click()
  await silent.called()
  await page.getByRole('button', { name: 'Cancel the test of shop' }).click()
  await expect(row(page, 'shop')).toContainText('Cancelled.')
  await silent.leftAlone()

  await more(page, 'More for shop', 'Edit…')
  const edit = page.getByRole('dialog', { name: 'Edit shop' })
  await edit.getByRole('button', { name: 'Test connection' }).click()
  await silent.called()
  await edit.getByRole('button', { name: 'Cancel the test' }).click()
  await expect(edit).toContainText('Cancelled.')
  await expect(edit.getByRole('button', { name: 'Test connection' })).toBeEnabled()
  await silent.leftAlone()
})

test('passwords never reach the page nor a file, and all else is there after a restart', async ({
  own,
  bench,
}) => {
  const { page } = own
  const { port } = await demoPostgres(bench)
  await makeEnvironment(page, 'local')
  const dialog = await addTargets(page)
  await find(dialog, `postgres://pitwall:${secrets.pasted}@127.0.0.1:${port}/shop`)
  await dialog.getByRole('button', { name: 'Add 1 target' }).click()
  await expect(row(page, 'shop')).toContainText('The password for pitwall is wrong')

  await addTargets(page)
  await find(dialog, `REDIS_URL=redis://:${secrets.found}@127.0.0.1:1/0`)
  await dialog.getByRole('button', { name: 'Add 1 target' }).click()
  await expect(dialog).toBeHidden()

  await addTargets(page)
  await dialog.getByRole('radio', { name: 'Form' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('typed')
  await dialog.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(port))
  await dialog.getByRole('textbox', { name: 'Database' }).fill('shop')
  await dialog.getByRole('textbox', { name: 'User' }).fill('pitwall')
  await dialog.getByRole('textbox', { name: 'Password, typed' }).fill(secrets.typed)
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await expect(dialog).toContainText('The password for pitwall is wrong')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, 'typed')).toContainText('The password for pitwall is wrong')
  await detail(page, 'local').getByRole('radio', { name: 'Confirm' }).click()
  await expect(topBar(page)).toContainText('Confirm')
  // The form of a stored target knows of a password, not which.
  await more(page, 'More for typed', 'Edit…')
  await expect(page.getByRole('dialog', { name: 'Edit typed' })).toContainText('As typed before')

  const places: Record<string, string> = {
    'the page': await page.content(),
    'what the page was sent': own.received(),
    "the page's storage": await page.evaluate(() => JSON.stringify([localStorage, sessionStorage])),
    ...filesOf(own.home),
  }
  expect(own.received()).toContain('shop')
  for (const [place, text] of Object.entries(places)) {
    for (const secret of Object.values(secrets)) expect(text.includes(secret), place).toBe(false)
  }

  await own.restart()
  await manage(page)
  await expect(topBar(page)).toContainText('local')
  await expect(topBar(page)).toContainText('Confirm')
  await expect(page.getByRole('list', { name: 'Targets of local' }).getByRole('listitem')).toHaveCount(3)
  await row(page, 'typed').getByRole('button').first().click()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector).toContainText(`127.0.0.1:${port}`)
  await expect(inspector).toContainText('Forgotten when Pitwall stopped; type it again')
  for (const [place, text] of Object.entries(filesOf(own.home))) {
    for (const secret of Object.values(secrets)) expect(text.includes(secret), place).toBe(false)
  }
})

test('what one page changes, another shows when one comes back to it', async ({ own }) => {
  const { page } = own
  await makeEnvironment(page, 'local')
  const other = await page.context().newPage()
  await other.goto(new URL('/', own.process().url).href)
  await expect(topBar(other)).toContainText('local')
  await detail(page, 'local').getByRole('radio', { name: 'Read-only' }).click()
  await expect(topBar(page)).toContainText('Read-only')
  // The browser without a window takes every page for the one in front.
  await other.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(topBar(other)).toContainText('Read-only')
})

test('in a read-only environment what writes is refused in words, and what reads runs', async ({
  bench: page,
}) => {
  await inCopyOfTheDemo(page, 'kept safe', 'Read-only', async () => {
    await writeStatement(page, "UPDATE products SET stock = 0 WHERE category = 'audio'")
    const run = page.getByRole('button', { name: 'Explain analyze' })
    await expect(page.getByText('UPDATE is not run: kept safe is read-only')).toBeVisible()
    await expect(run).toBeDisabled()
    await page.keyboard.press('ControlOrMeta+Enter')
    await run.hover()
    await expect(page.getByText('kept safe is read-only, and this UPDATE would run.')).toBeVisible()
    // Its plan may be looked at.
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await expect(page.getByRole('region', { name: 'Result' })).toContainText('Estimates only')

    await writeStatement(page, 'SELECT count(*) FROM products')
    await run.click()
    await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Result' })).not.toContainText('Estimates only')
  })
})

test('in an environment with confirmation its name has to be typed, and no other does', async ({
  bench: page,
}) => {
  await inCopyOfTheDemo(page, 'handle with care', 'Confirm', async () => {
    await writeStatement(page, "UPDATE products SET stock = 0 WHERE category = 'audio'")
    await page.getByRole('button', { name: 'Explain analyze' }).click()
    const dialog = page.getByRole('dialog', { name: 'Run this UPDATE?' })
    const name = dialog.getByRole('textbox', { name: 'Type “handle with care” to confirm' })
    const run = dialog.getByRole('button', { name: 'Run and roll back' })
    await expect(name).toBeFocused()
    await expect(run).toBeDisabled()
    await name.fill('handle with')
    await page.keyboard.press('Enter')
    await expect(run).toBeDisabled()
    await expect(dialog).toBeVisible()
    await name.fill('handle with care')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()
    await page.getByRole('radio', { name: 'Tree' }).click()
    await expect(page.getByRole('treegrid')).toContainText('Update on')

    // What only reads is not asked about.
    await writeStatement(page, 'SELECT count(*) FROM products')
    await page.getByRole('button', { name: 'Explain analyze' }).click()
    await expect(page.getByRole('application', { name: 'Time of the plan' })).toBeVisible()
  })
})

/** Works in a copy of the demo with this guard, as one would to be careful with it; takes it away afterwards. */
async function inCopyOfTheDemo(
  page: Page,
  name: string,
  guard: 'Confirm' | 'Read-only',
  work: () => Promise<void>,
): Promise<void> {
  await manage(page)
  await page.keyboard.press('Shift+D')
  const dialog = page.getByRole('dialog', { name: /^Duplicate/ })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  try {
    await detail(page, name).getByRole('radio', { name: guard }).click()
    await detail(page, name).getByRole('button', { name: 'Switch to it' }).click()
    await expect(topBar(page)).toContainText(guard)
    await work()
  } finally {
    const all = await callApi<{ id: string; name: string }[]>(page, 'environments/list')
    const copy = all.find((environment) => environment.name === name)
    if (copy) await callApi(page, 'environments/remove', { id: copy.id })
  }
}

/** The files of a folder, by name, as text. */
function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'latin1')]),
  )
}
