import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { quantile } from '../../../src/shared/stats/quantile.ts'
import { findChromium } from '../../support/chromium.ts'
import { generatedCpuprofile } from '../flame/generated.ts'
import { type BenchResult, type BenchRow, median } from '../table.ts'
import { framesWhileMoving, memoryOf, openFile, type TabMemory } from './measure.ts'
import { pitwall, speedscope, type Viewer } from './viewers.ts'

const FILES = [
  { megabytes: 10, samples: 150_000 },
  { megabytes: 50, samples: 750_000 },
  { megabytes: 100, samples: 1_500_000 },
]
const HUGE = { megabytes: 100, samples: 8_000_000 }
/** Of each file in each viewer, in turn. */
const ROUNDS = 3

interface Opened {
  paintMs: number
  memory: TabMemory
  frames: number[]
}

/**
 * Opening generated `.cpuprofile` files in the workbench and in speedscope, in the same Chromium in turn:
 * time to the first chart that answers, memory afterwards, frames while zooming and panning.
 */
export async function benchProfiles(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-profiles-'))
  const viewers = [await pitwall(), await speedscope()] as const
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const rows: BenchRow[] = []
    for (const size of FILES) {
      const file = join(folder, `${size.megabytes}.cpuprofile`)
      await writeFile(file, generatedCpuprofile(size))
      const ours: (Opened | undefined)[] = []
      const theirs: (Opened | undefined)[] = []
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(await opened(browser, viewers[0], file))
        theirs.push(await opened(browser, viewers[1], file))
      }
      rows.push(...rowsOf(`${size.megabytes} MB, ${size.samples.toLocaleString('en')} samples`, ours, theirs))
    }
    const huge = join(folder, 'huge.cpuprofile')
    await writeFile(huge, generatedCpuprofile(HUGE))
    rows.push(...(await hugeRows(browser, viewers, huge)))
    return { rows }
  } finally {
    await browser.close()
    for (const viewer of viewers) await viewer.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function opened(browser: Browser, viewer: Viewer, file: string): Promise<Opened | undefined> {
  const page = await viewer.newPage(browser)
  try {
    await viewer.open(page)
    const before = await memoryOf(browser, page)
    const paintMs = await openFile(page, viewer, file)
    if (paintMs === undefined) return undefined
    const frames = await framesWhileMoving(page, viewer)
    const after = await memoryOf(browser, page)
    const memory = {
      heapBytes: after.heapBytes - before.heapBytes,
      residentBytes: after.residentBytes - before.residentBytes,
    }
    return { paintMs, memory, frames }
  } finally {
    await page.close()
  }
}

function rowsOf(
  name: string,
  ours: readonly (Opened | undefined)[],
  theirs: readonly (Opened | undefined)[],
): BenchRow[] {
  const both = (figure: (opened: Opened) => number, digits: number, unit: string): string => {
    const [our, their] = [ours, theirs].map((runs) => {
      const figures = runs.flatMap((run) => (run === undefined ? [] : [figure(run)]))
      return figures.length === 0 ? undefined : median(figures)
    })
    if (our === undefined) return 'Pitwall failed'
    if (their === undefined) return `${our.toFixed(digits)} ${unit}, speedscope failed`
    return `${our.toFixed(digits)} against ${their.toFixed(digits)} ${unit}: 1 : ${(their / our).toFixed(1)}`
  }
  const megabyte = 1e6
  return [
    { name: `${name}: first interactive paint`, value: both(({ paintMs }) => paintMs, 0, 'ms') },
    { name: '  heap of the page', value: both(({ memory }) => memory.heapBytes / megabyte, 0, 'MB') },
    {
      name: '  memory of the tab, workers too',
      value: both(({ memory }) => memory.residentBytes / megabyte, 0, 'MB'),
    },
    { name: '  frame, zoom and pan, median', value: both(({ frames }) => quantile(frames, 0.5), 1, 'ms') },
    { name: '  frame, zoom and pan, p95', value: both(({ frames }) => quantile(frames, 0.95), 1, 'ms') },
  ]
}

/** What no other viewer may be able to open. */
async function hugeRows(browser: Browser, viewers: readonly Viewer[], file: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const viewer of viewers) {
    const run = await opened(browser, viewer, file).catch(() => undefined)
    const value =
      run === undefined
        ? 'the tab crashed, or it took over three minutes'
        : `${run.paintMs.toFixed(0)} ms, ${(run.memory.residentBytes / 1e6).toFixed(0)} MB, frame p95 ${quantile(run.frames, 0.95).toFixed(1)} ms`
    rows.push({ name: `8,000,000 samples, ${viewer.name}`, value })
  }
  return rows
}
