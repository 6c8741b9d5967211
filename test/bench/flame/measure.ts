import type { FlameChartHandle } from '#renderer/charts/flame/index.ts'
import { readTheme } from '#renderer/charts/flame/colors.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import type { Profile } from '#shared/profile/model.ts'

/** Milliseconds from one animation frame to the next, by chart and movement, in the order they came. */
export interface FrameTimes {
  rectangles: number
  zoom: { ours: number[]; peer: number[] }
  pan: { ours: number[]; peer: number[] }
}

interface Range {
  start: number
  end: number
}

const rounds = 4
const framesPerRound = 60

/** The same zooms and pans on our chart and on the peer's in turn, with only that one on the page. */
export async function measureFrames(chart: FlameChartHandle, profile: Profile): Promise<FrameTimes> {
  const { createPeer } = await import('./peer.ts')
  const layout = layoutTimeOrder(profile)
  const ours = document.getElementById('root')
  if (ours === null) throw new Error('the page has no root')
  const host = document.createElement('div')
  host.style.cssText = 'position: fixed; inset: 60px 16px 16px'
  document.body.append(host)
  const style = getComputedStyle(document.documentElement)
  const { fills } = readTheme((name) => style.getPropertyValue(name))
  const peer = createPeer(host, layout, profile, fills)

  const showOurs = ({ start, end }: Range): void => chart.show({ start, end, scrollTop: 0 })
  const showPeer = ({ start, end }: Range): void => peer.show(start, end)
  const times: FrameTimes = {
    rectangles: layout.paths.length,
    zoom: { ours: [], peer: [] },
    pan: { ours: [], peer: [] },
  }
  try {
    // Round 0 warms both up: fonts, caches, compiled code.
    for (let round = 0; round <= rounds; round++) {
      for (const [movement, ranges] of Object.entries(movements(layout.total))) {
        for (const contestant of ['ours', 'peer'] as const) {
          ours.hidden = contestant !== 'ours'
          host.hidden = contestant !== 'peer'
          const taken = await run(ranges, contestant === 'ours' ? showOurs : showPeer)
          if (round > 0) times[movement === 'zoom' ? 'zoom' : 'pan'][contestant].push(...taken)
        }
      }
    }
  } finally {
    peer.dispose()
    host.remove()
    ours.hidden = false
  }
  return times
}

/** Milliseconds from one animation frame to the next of a zoom and a pan in 300 steps, chart alone. */
export async function measureAlone(chart: FlameChartHandle, total: number): Promise<number[]> {
  const ranges = Array.from({ length: 300 }, (_, step) => {
    // In to a two-hundredth and out again, and all the while from one side to the other.
    const span = total * 200 ** -Math.sin((Math.PI * step) / 299)
    const start = (total - span) * (step / 299)
    return { start, end: start + span }
  })
  const show = ({ start, end }: Range): void => chart.show({ start, end, scrollTop: 0 })
  // The first round warms up.
  await run(ranges, show)
  return run(ranges, show)
}

/** Zoom: from the whole to a fiftieth and back. Pan: a quarter of the whole, from end to end. */
function movements(total: number): { zoom: Range[]; pan: Range[] } {
  const steps = Array.from({ length: framesPerRound }, (_, i) => i / (framesPerRound - 1))
  return {
    zoom: steps.map((part) => {
      const span = total * 50 ** -(1 - Math.abs(2 * part - 1))
      return { start: (total - span) * 0.37, end: (total - span) * 0.37 + span }
    }),
    pan: steps.map((part) => ({ start: total * 0.75 * part, end: total * (0.75 * part + 0.25) })),
  }
}

/** One range per animation frame. The page is run without a limit of its frame rate. */
async function run(ranges: Range[], show: (range: Range) => void): Promise<number[]> {
  await nextFrame()
  const times: number[] = []
  let before = performance.now()
  for (const range of ranges) {
    show(range)
    await nextFrame()
    const now = performance.now()
    times.push(now - before)
    before = now
  }
  return times
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}
