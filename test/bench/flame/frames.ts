import { chromium } from '@playwright/test'
import { findChromium } from '../../support/chromium.ts'
import { type BenchResult, type BenchRow, median } from '../table.ts'
import type { FrameTimes } from './measure.ts'
import { servePage } from './serve.ts'

/**
 * Frame times of zooming and panning 10,000 rectangles at 1280 × 800, our chart and a custom series
 * of ECharts in turn in one page. Without a limit of the frame rate, so that a frame takes as long
 * as its work.
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
      return { rows: rowsOf(times) }
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
