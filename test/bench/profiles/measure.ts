import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import type { Viewer } from './viewers.ts'

/** A tab that cannot do it in this time is said to have failed. */
const PATIENCE_MS = 180_000

/**
 * Gives the page a file and waits until its chart is drawn and the page answers: milliseconds from the
 * moment the page has the file. Undefined where the tab crashed or did not do it in three minutes.
 */
export async function openFile(page: Page, viewer: Viewer, file: string): Promise<number | undefined> {
  await page.evaluate(() => {
    document.addEventListener('change', () => performance.mark('given'), { capture: true, once: true })
  })
  const crashed = new Promise<undefined>((resolve) => page.once('crash', () => resolve(undefined)))
  await page.locator('input[type=file]').first().setInputFiles(file)
  // What runs in the page takes nothing of this file along.
  /* oxlint-disable unicorn/consistent-function-scoping */
  const drawn = page
    .evaluate(
      async ({ chart, text, patienceMs }) => {
        const frame = async (): Promise<number> => await new Promise(requestAnimationFrame)
        const given = (): number => performance.getEntriesByName('given')[0]?.startTime ?? Number.NaN
        const isDrawn = (): boolean =>
          document.querySelector(chart) !== null && new RegExp(text).test(document.body.textContent ?? '')
        const began = performance.now()
        while (!isDrawn()) if ((await frame()) - began > patienceMs) return undefined
        // Interactive: two frames in a row have come after it was there.
        await frame()
        return (await frame()) - given()
      },
      { chart: viewer.chart, text: viewer.drawn.source, patienceMs: PATIENCE_MS },
    )
    // The tab is gone.
    .catch(() => undefined)
  /* oxlint-enable unicorn/consistent-function-scoping */
  return await Promise.race([drawn, crashed])
}

export interface TabMemory {
  /** JavaScript objects of the page's thread. */
  heapBytes: number
  /** Memory of the whole tab, its workers too. */
  residentBytes: number
}

/** After collecting all garbage. */
export async function memoryOf(browser: Browser, page: Page): Promise<TabMemory> {
  const session = await page.context().newCDPSession(page)
  const whole = await browser.newBrowserCDPSession()
  try {
    for (let round = 0; round < 3; round++) {
      await session.send('HeapProfiler.collectGarbage')
      await session.send('Memory.simulatePressureNotification', { level: 'critical' })
    }
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
    const tabs = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentOf(id))
    // The other renderers are Chromium's spare and its hidden pages, which are small.
    return { heapBytes: usedSize, residentBytes: Math.max(...tabs) }
  } finally {
    await session.detach()
    await whole.detach()
  }
}

function residentOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/**
 * Times between frames while the chart is zoomed in and out and panned by 300 turns of the wheel, one a
 * frame.
 */
export async function framesWhileMoving(page: Page, viewer: Viewer): Promise<number[]> {
  return await page.evaluate(
    async ({ chart }) => {
      const charts = [...document.querySelectorAll(chart)]
      // The largest is the chart; the other is a minimap.
      const [largest] = charts.toSorted(
        (a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight,
      )
      const target = largest?.querySelector('canvas') ?? largest
      if (target === undefined || target === null) return []
      const box = target.getBoundingClientRect()
      const times: number[] = []
      let before = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      for (let step = 0; step < 300; step++) {
        const phase = Math.floor(step / 75)
        const zoom = phase === 0 || phase === 2
        // speedscope zooms with the control key, as a touchpad's pinch does; ours with either.
        target.dispatchEvent(
          new WheelEvent('wheel', {
            bubbles: true,
            cancelable: true,
            clientX: box.left + box.width * (0.3 + 0.4 * ((step % 50) / 50)),
            clientY: box.top + box.height / 2,
            ...(zoom
              ? { deltaY: phase === 0 ? -12 : 12, ctrlKey: true }
              : { deltaX: phase === 1 ? 40 : -40, deltaY: 0 }),
          }),
        )
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
        times.push(now - before)
        before = now
      }
      return times
    },
    { chart: viewer.chart },
  )
}
