import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../src/main/demo/embedded-postgres.ts'
import { findChromium } from '../support/chromium.ts'
import { startWorkbench } from '../support/workbench-process.ts'
import { type BenchResult, median } from './table.ts'

const STATEMENTS = 5000
/** Of scrolling down, at the speed of a wheel that is turned without a stop. */
const STEPS = 180
const PIXELS_A_STEP = 240
/** At 60 frames a second a frame that takes longer has been missed. */
const LATE_MS = 1000 / 60 + 4

/**
 * The list of 5,000 statements: from the click on Queries to its first row, and its frames while it is
 * scrolled; beside it the same rows as a plain table, which is what a page without virtual rows shows.
 */
export async function benchStatementList(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-bench-'))
  const server = await startEmbeddedPostgres({
    folder: join(folder, 'data'),
    settings: {
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.max': '10000',
      fsync: 'off',
    },
  })
  try {
    await fill(`${server.url}postgres`)
    const workbench = await startWorkbench(['serve', '--no-open'])
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await page.goto(workbench.url)
      await page.getByText('Connected', { exact: true }).waitFor()
      await addTarget(page, server)
      await page.reload()
      await page.getByText('Connected', { exact: true }).waitFor()
      const opened = performance.now()
      await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Queries' }).click()
      const grid = page.getByRole('grid', { name: 'Statements' })
      await grid.getByRole('row').nth(10).waitFor()
      const openMs = performance.now() - opened
      // What the statements show is read afterwards; scrolling is measured when nothing else happens.
      await page.waitForLoadState('networkidle').catch(() => {})
      await grid.hover()
      const ours = await framesWhileScrolling(page)
      const plain = await plainTable(browser)
      return {
        rows: [
          { name: `${STATEMENTS} statements, click on Queries to rows`, value: `${openMs.toFixed(0)} ms` },
          { name: 'scrolling, Pitwall, frame median / p95, late', value: figures(ours) },
          { name: 'scrolling, plain table of the same rows', value: figures(plain) },
          {
            name: 'rows in the page, plain ÷ Pitwall',
            value: `${(STATEMENTS / (await grid.getByRole('row').count())).toFixed(0)} ×`,
          },
        ],
      }
    } finally {
      await browser.close()
      await workbench.stop()
    }
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** As many different statements as there are tables. */
async function fill(url: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query('CREATE EXTENSION pg_stat_statements')
    // Each commits by itself: as many tables in one transaction want more locks than there is room for.
    await client.query(`DO $$ BEGIN
      FOR n IN 1..${STATEMENTS} LOOP
        EXECUTE format('CREATE TABLE bench_%s (id int, amount numeric, note text)', n);
        COMMIT;
      END LOOP;
    END $$`)
    await client.query('SELECT pg_stat_statements_reset()')
    for (let n = 1; n <= STATEMENTS; n++) {
      await client.query(
        `SELECT id, sum(amount) FROM bench_${n} WHERE note = 'x' GROUP BY id ORDER BY 2 DESC LIMIT 10`,
      )
    }
  } finally {
    await client.end()
  }
}

async function addTarget(
  page: Page,
  { port, user, password }: { port: number; user: string; password: string },
): Promise<void> {
  const environment = await call(page, 'environments/create', { name: 'bench', guard: 'open' })
  const address = {
    kind: 'postgres',
    host: '127.0.0.1',
    port,
    database: 'postgres',
    user,
    tls: { mode: 'disable' },
  }
  const target = { name: 'bench', address, secret: { kind: 'value', value: password, save: false } }
  await call(page, 'targets/create', { environmentId: environment.id, target })
}

/** A procedure over the HTTP API, as the page may call it. */
async function call(page: Page, procedure: string, input: unknown): Promise<{ id: string }> {
  return await page.evaluate(
    async ([path, body]) => {
      const answer = await fetch(`/api/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      if (!answer.ok) throw new Error(await answer.text())
      const created: { id: string } = await answer.json()
      return created
    },
    [procedure, JSON.stringify(input)] as const,
  )
}

/** Turns the wheel over the middle of the page, a step a frame; milliseconds between frames. */
async function framesWhileScrolling(page: Page): Promise<number[]> {
  const frames = page.evaluate(
    async (count) =>
      await new Promise<number[]>((resolve) => {
        const times: number[] = []
        let last = performance.now()
        const next = (now: number): void => {
          times.push(now - last)
          last = now
          if (times.length < count) requestAnimationFrame(next)
          else resolve(times)
        }
        requestAnimationFrame(next)
      }),
    STEPS,
  )
  for (let step = 0; step < STEPS / 3; step++) await page.mouse.wheel(0, PIXELS_A_STEP)
  return (await frames).slice(5)
}

/** 5,000 rows of the same columns, all in the page. */
async function plainTable(browser: Browser): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const cells = Array.from({ length: 14 }, (_, column) => `<td>${column * 12.5} ms</td>`).join('')
  const rows = Array.from(
    { length: STATEMENTS },
    (_, n) => `<tr><td>SELECT id, sum(amount) FROM bench_${n} WHERE note = $1 GROUP BY id</td>${cells}</tr>`,
  ).join('')
  await page.setContent(`<div style="height:700px;overflow:auto"><table>${rows}</table></div>`)
  await page.mouse.move(640, 400)
  const frames = await framesWhileScrolling(page)
  await page.close()
  return frames
}

function figures(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
  const late = times.filter((time) => time > LATE_MS).length / times.length
  return `${median(times).toFixed(1)} / ${p95.toFixed(1)} ms, ${(late * 100).toFixed(0)} %`
}
