import { spawn } from 'node:child_process'
import { type Browser, chromium } from '@playwright/test'
import { findChromium } from '../support/chromium.ts'
import { startWorkbench } from '../support/workbench-process.ts'
import { type BenchResult, median } from './table.ts'

const RUNS = 5

/** The peer: a bare Node server with a page of one word. Nothing that serves a page can start faster. */
const BARE_SERVER = `
const server = require('node:http').createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' })
  response.end('<!doctype html><title>bare</title><h1>bare</h1>')
})
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

/** From the command to the first contentful paint in Chromium, ours and the bare server in turn. */
export async function benchStartup(): Promise<BenchResult> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const ours: number[] = []
  const bare: number[] = []
  try {
    for (let run = 0; run <= RUNS; run++) {
      const [our, their] = [await ourFirstPaint(browser), await bareFirstPaint(browser)]
      // The first pair warms the disk's cache.
      if (run > 0) {
        ours.push(our)
        bare.push(their)
      }
    }
  } finally {
    await browser.close()
  }
  const ratios = ours.map((time, run) => time / (bare[run] ?? Number.NaN))
  return {
    rows: [
      { name: 'browser shell, command to first paint', value: `${median(ours).toFixed(0)} ms` },
      { name: 'bare Node page, the same way', value: `${median(bare).toFixed(0)} ms` },
      { name: 'ratio', value: median(ratios).toFixed(2) },
    ],
  }
}

async function ourFirstPaint(browser: Browser): Promise<number> {
  const started = performance.now()
  const workbench = await startWorkbench(['serve', '--no-open'])
  try {
    return await firstPaint(browser, workbench.url, started)
  } finally {
    await workbench.stop()
  }
}

async function bareFirstPaint(browser: Browser): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, ['-e', BARE_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await new Promise<string>((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').trim()))
    })
    return await firstPaint(browser, url, started)
  } finally {
    child.kill()
  }
}

/** Milliseconds from `started` until the page's first contentful paint. */
async function firstPaint(browser: Browser, url: string, started: number): Promise<number> {
  const page = await browser.newPage()
  try {
    await page.goto(url)
    const paintedAt = await page.evaluate(
      async () =>
        await new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const paint = list.getEntriesByName('first-contentful-paint')[0]
            if (paint) resolve(performance.timeOrigin + paint.startTime)
          }).observe({ type: 'paint', buffered: true })
        }),
    )
    // Both clocks count from the same epoch: the page's origin and ours.
    return paintedAt - (performance.timeOrigin + started)
  } finally {
    await page.close()
  }
}
