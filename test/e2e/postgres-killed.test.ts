import { rm } from 'node:fs/promises'
import { Client } from 'pg'
import { makeHome, startWorkbench, type WorkbenchProcess } from '../support/workbench-process.ts'
import { expectFinding, openFinding } from './changes.ts'
import { demoPostgres, expect, expectDemo, openScreen, test } from './workbench.ts'

test('kill -9 in the middle of a build: the next start says what is left, and takes it away', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const home = await makeHome()
  let process: WorkbenchProcess | undefined
  const connect = async (): Promise<Client> => {
    const { port, user, password } = await demoPostgres(page)
    const client = new Client({ host: '127.0.0.1', port, user, password, database: 'shop' })
    // The first server is ended by the second start.
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const open = async (): Promise<Client> => {
    process = await startWorkbench(['demo', '--no-open'], { home })
    await page.goto(process.url)
    await expectDemo(page)
    return await connect()
  }
  const invalid = `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid`
  try {
    const beside = await open()
    // The build waits for this transaction to end, so it is in its middle whenever the kill comes.
    const holder = await connect()
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await holder.query('SELECT count(*) FROM products')
    await openScreen(page, 'Queries')
    await expectFinding(page, /Deep OFFSET/)
    await openFinding(page, /Deep OFFSET/)
    await page
      .getByRole('button', { name: 'Create the index on events (created_at DESC, id)' })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Apply/ }).click()
    await expect(async () => expect((await beside.query(invalid)).rows).toHaveLength(1)).toPass({
      timeout: 60_000,
    })
    await process?.kill()
    // The transaction is held until the next start ends the server: the build cannot have finished.

    const again = await open()
    expect((await again.query(invalid)).rows).toEqual([{ name: 'events_created_at_id_idx' }])
    await openScreen(page, 'Changes')
    const row = page.getByRole('grid', { name: 'Changes' }).getByRole('row').filter({ hasText: 'events' })
    await expect(row).toContainText('An INVALID index public.events_created_at_id_idx is left')
    await row.click()
    await page.getByRole('button', { name: 'Clean up' }).first().click()
    await expect(async () => expect((await again.query(invalid)).rows).toEqual([])).toPass({
      timeout: 60_000,
    })
    await expect(row).toContainText('Undone')
    await again.end()
    await Promise.allSettled([beside.end(), holder.end()])
  } finally {
    await process?.stop()
    await rm(home, { recursive: true, force: true })
  }
})
