import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { startWorkbench } from '../../support/workbench-process.ts'

/** A page that shows profiles, before a file is given to it. */
export interface Viewer {
  name: string
  newPage: (browser: Browser) => Promise<Page>
  /** Opens the page and goes to where files are opened. */
  open: (page: Page) => Promise<void>
  /** The chart's own element, once a profile is drawn. */
  chart: string
  /** The text that is on the page only when the chart is. */
  drawn: RegExp
  close: () => Promise<void>
}

const viewport = { width: 1280, height: 800 }

/** The workbench as it is shipped, in its browser shell. */
export async function pitwall(): Promise<Viewer> {
  const workbench = await startWorkbench(['serve', '--no-open'])
  // The address works once; the cookie it gives stays in the browser's context.
  let context: BrowserContext | undefined
  let address = workbench.url
  return {
    name: 'Pitwall',
    async newPage(browser) {
      context ??= await browser.newContext({ viewport })
      return await context.newPage()
    },
    async open(page) {
      await page.goto(address)
      address = new URL('/', workbench.url).href
      await page.getByText('Connected', { exact: true }).waitFor()
      await page
        .getByRole('navigation', { name: 'Screens' })
        .getByRole('button', { name: 'Profiles' })
        .click()
      await page.getByRole('navigation', { name: /pages/i }).getByRole('button', { name: 'Profiles' }).click()
    },
    chart: '[aria-roledescription="flame chart"]',
    drawn: /Time order/,
    close: async () => void (await workbench.stop()),
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
}

/** speedscope as its package ships it, from a bare server. */
export async function speedscope(): Promise<Viewer> {
  const root = fileURLToPath(new URL('../../../node_modules/speedscope/dist/release/', import.meta.url))
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://bench').pathname)
    readFile(join(root, path === '/' ? 'index.html' : path)).then(
      (content) => {
        response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' })
        response.end(content)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    name: 'speedscope',
    newPage: async (browser) => await browser.newPage({ viewport }),
    open: async (page) => {
      await page.goto(`http://127.0.0.1:${port}/`)
      await page.locator('input[type=file]').first().waitFor({ state: 'attached' })
    },
    chart: 'canvas',
    drawn: /Time Order/,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
