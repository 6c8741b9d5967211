import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { dropFile, type FileContent } from '../support/drop-file.ts'
import { openOwnWorkbench } from '../support/own-workbench.ts'
import { startWorkbench } from '../support/workbench-process.ts'
import { expect, openScreen, test, writeStatement } from './workbench.ts'

const chart = (page: Page): Locator => page.getByRole('application', { name: /of the plan$/ })
const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'SQL statement' })

/** A plan of one node, as FORMAT JSON gives it. */
const plan = (node: object): string =>
  JSON.stringify([{ Plan: { ...figures, ...node }, 'Execution Time': 9 }])
const figures = {
  'Node Type': 'Seq Scan',
  'Relation Name': 'orders',
  'Startup Cost': 0,
  'Total Cost': 10,
  'Plan Rows': 1,
  'Plan Width': 4,
  'Actual Startup Time': 0.1,
  'Actual Total Time': 8,
  'Actual Rows': 1,
  'Actual Loops': 1,
}

async function drop(page: Page, name: string, content: FileContent): Promise<void> {
  await openScreen(page, 'Queries')
  await dropFile(page.getByRole('region', { name: 'Queries', exact: true }), name, content)
}

/** Whatever came before it, a plan is still read and drawn. */
async function expectAlive(page: Page): Promise<void> {
  await drop(page, 'alive.json', { head: plan({ 'Relation Name': 'still_alive' }) })
  await expect(chart(page)).toBeVisible()
  await page.getByRole('radio', { name: 'Tree' }).click()
  await expect(page.getByRole('treegrid')).toContainText('still_alive')
}

test('a damaged settings file is set aside unharmed, and a notice says where', async ({ page }) => {
  const garbage = Buffer.from('SQLite format 3\0 and then a dog ate the rest. '.repeat(500))
  await using own = await openOwnWorkbench(page, {
    prepare: async (home) => await writeFile(join(home, 'pitwall.db'), garbage),
  })
  const notice = page.getByText(/was damaged\. It was moved to/)
  await expect(notice).toContainText(own.home)
  await expect(notice).toContainText('put it back in the folder')
  const kept = /moved to (\S+) and/.exec((await notice.textContent()) ?? '')?.[1] ?? ''
  expect(readFileSync(kept).equals(garbage)).toBe(true)
  await expect(page.getByRole('heading', { name: 'What shall we look at?' })).toBeVisible()

  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toBeHidden()
  await page.reload()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  await expect(notice).toBeHidden()
})

test('the workbench dies: the page says so, keeps what was typed, and says what to do when it is back', async ({
  own,
}) => {
  const { page } = own
  await writeStatement(page, 'SELECT 1 AS typed_before')
  await own.process().kill()
  const alert = page.getByRole('alert').filter({ hasText: /the workbench/i })
  await expect(alert).toContainText('The connection to the workbench was lost.')
  await expect(alert).toContainText('What you typed is kept.')
  await editor(page).click()
  await page.keyboard.press('End')
  await page.keyboard.insertText(', 2 AS typed_meanwhile')

  const { port } = new URL(own.process().url)
  const next = await startWorkbench(['serve', '--no-open', '--port', port], { home: own.home })
  try {
    await expect(alert).toContainText('The workbench was started anew and does not know this page.')
    await expect(alert).toContainText('Open the address that it printed; what you typed is kept.')
    await expect(page.getByText('Stopped', { exact: true })).toBeVisible()
    await expect(editor(page)).toContainText('SELECT 1 AS typed_before, 2 AS typed_meanwhile')
    await page.goto(next.url)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
    await openScreen(page, 'Queries')
    await expect(editor(page)).toContainText('SELECT 1 AS typed_before, 2 AS typed_meanwhile')
  } finally {
    await next.stop()
  }
})

test('files that are no plans are refused in a sentence each', async ({ own: { page } }) => {
  const alert = page.getByRole('alert')
  const cases: [name: string, content: FileContent, says: string | RegExp][] = [
    ['picture.png', { bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3] }, 'a picture'],
    ['program', { bytes: Array.from({ length: 4096 }, (_, place) => (place * 7) % 256) }, 'not text'],
    ['line.txt', { repeated: 'lorem ipsum ', times: 500_000 }, /plan/],
    ['brackets.json', { repeated: '[', times: 1_000_000 }, /plan|nest/i],
    ['half.json', { head: plan({}).slice(0, -40) }, /ends|cut|JSON/i],
  ]
  for (const [name, content, says] of cases) {
    await drop(page, name, content)
    await expect(alert, name).toContainText(says)
  }
  await expectAlive(page)
})

test('a plan with a line of 6 MB and one of five thousand levels are read', async ({ own: { page } }) => {
  await drop(page, 'line.json', {
    head: plan({ Filter: 'HERE' }).split('HERE')[0] ?? '',
    repeated: 'abcdef',
    times: 1_000_000,
    tail: plan({ Filter: 'HERE' }).split('HERE')[1] ?? '',
  })
  await expect(chart(page)).toBeVisible()
  await page.getByRole('radio', { name: 'Raw' }).click()
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('abcdefabcdef')

  const [before = '', after = ''] = plan({ Plans: 'HERE' }).split('"HERE"')
  const inner = `[${JSON.stringify({ ...figures, Plans: 'HERE' })}]`
  const [open = '', close = ''] = inner.split('"HERE"')
  const levels = 5000
  await drop(page, 'deep.json', { head: before + open.repeat(levels) + '[]' + close.repeat(levels) + after })
  await page.getByRole('radio', { name: 'Tree' }).click()
  await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', String(levels + 2))
  await expectAlive(page)
})

test('50 MB are read, and the page stays alive', async ({ own: { page } }) => {
  // The text goes to the main process and back: the most work of all tests on a busy machine.
  test.slow()
  const child = JSON.stringify({ ...figures, Filter: `(note <> '${'x'.repeat(50_000)}'::text)` })
  const [before = '', after = ''] = plan({ 'Node Type': 'Append', Plans: 'HERE' }).split('"HERE"')
  await drop(page, 'large.json', {
    head: `${before}[`,
    repeated: `${child},`,
    times: 1000,
    tail: `${child}]${after}`,
  })
  await page.getByRole('radio', { name: 'Tree' }).click()
  await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', String(1001 + 2))
  await expectAlive(page)
})

test('what a plan and a server say is text, never markup', async ({ bench: page }) => {
  const markup = '<img src="/none" onerror="window.hacked = true"><script>window.hacked = true</script>'
  await drop(page, `${markup}.json`, {
    head: plan({ 'Node Type': markup, 'Relation Name': markup, Filter: markup, [markup]: markup }),
  })
  await expect(chart(page)).toBeVisible()
  await page.getByRole('radio', { name: 'Tree' }).click()
  await page.getByRole('treegrid').getByRole('row').last().click()
  await expect(page.getByRole('treegrid')).toContainText(markup)
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText(markup)

  await writeStatement(page, `SELECT '${markup}'::int`)
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText(markup)
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
})

test('two pages see the same jobs, and each can end them', async ({ bench: page }) => {
  const other = await page.context().newPage()
  await other.goto('/')
  await writeStatement(page, 'SELECT pg_sleep(602)')
  await page.getByRole('button', { name: 'Explain analyze' }).click()
  await other.getByRole('button', { name: '1 job running' }).click()
  const drawer = other.getByRole('region', { name: 'Jobs' })
  await expect(drawer).toContainText(/server process \d+/)
  await drawer.getByRole('button', { name: 'Cancel Explain analyze' }).click()
  await expect(page.getByText(/Cancelled after/)).toBeVisible()
  await expect(drawer).toContainText('Cancelled')
  await expect(page.getByRole('button', { name: 'No jobs running' })).toBeVisible()
})
