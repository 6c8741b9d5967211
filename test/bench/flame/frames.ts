import { chromium } from '@playwright/test'
import { findChromium } from '../../support/chromium.ts'
import { type BenchResult, type BenchRow, median } from '../table.ts'
import type { FrameTimes } from './measure.ts'
import { servePage } from './serve.ts'

/** Charts that no peer draws at all: a million merged calls, and millions of samples in their order. */
const large = [
  { name: '1,000,000 merged calls', query: 'data=walk&calls=1000000&samples=1500000&layout=heavy' },
  { name: '8,000,000 samples', query: 'data=walk&calls=100000&samples=8000000&layout=timeline' },
  { name: 'stacks of 50,000 calls', query: 'data=deep&samples=1000000&layout=timeline' },
] as const

/**
 * Frame times of zooming and panning 10,000 rectangles at 1280 × 800, our chart and a custom series
 * of ECharts in turn in one page, and of our chart alone over much more. Without a limit of the frame
 * rate, so that a frame takes as long as its work.
 */
export async function benchFlameFrames(): Promise<BenchResult> {
  const page = await servePage()
  try {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-frame-rate-limit',
        '--disable-gpu-vsync',
      ],
    })
    try {
      const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await tab.goto(`${page.url}?data=generated`)
      await tab.getByRole('application').waitFor()
      // The page puts the function there; it answers with plain data.
      const times = await tab.evaluate<FrameTimes>('flameBench()')
      await tab.close()
      const rows = rowsOf(times)
      for (const { name, query } of large) {
        const alone = await browser.newPage({ viewport: { width: 1280, height: 800 } })
        await alone.goto(`${page.url}?${query}`)
        await alone.getByRole('application').waitFor()
        const taken = await alone.evaluate<number[]>('flameFrames()')
        rows.push({ name: `zoom and pan, ${name}, frame median / p95`, value: figures(taken) })
        await alone.close()
      }
      return { rows }
    } finally {
      await browser.close()
    }
  } finally {
    await page.close()
  }
}

function rowsOf(times: FrameTimes): BenchRow[] {
  const rows: BenchRow[] = [{ name: 'rectangles', value: times.rectangles.toLocaleString('en') }]
  for (const movement of ['zoom', 'pan'] as const) {
    const { ours, peer } = times[movement]
    rows.push(
      { name: `${movement}, Pitwall, frame median / p95`, value: figures(ours) },
      { name: `${movement}, ECharts custom series`, value: figures(peer) },
      {
        name: `${movement}, ECharts ÷ Pitwall, medians`,
        value: `${(median(peer) / median(ours)).toFixed(1)} ×`,
      },
    )
  }
  return rows
}

function figures(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
  return `${median(times).toFixed(1)} / ${p95.toFixed(1)} ms`
}
