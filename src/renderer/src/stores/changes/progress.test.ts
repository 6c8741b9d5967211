import { describe, expect, it } from 'vitest'
import type { ProgressEvent } from './model.ts'
import { nextProgress, speedOf } from './progress.ts'

function event(elapsedMs: number, more: Partial<ProgressEvent> = {}): ProgressEvent {
  return { type: 'progress', phase: 'running', unit: 'blocks', total: 1000, elapsedMs, ...more }
}

describe('speed', () => {
  it('is told once there is something to go by, with the time that is left', () => {
    const first = nextProgress(undefined, event(1000, { done: 100 }), 0)
    expect(speedOf(first)).toBeUndefined()
    const later = nextProgress(first, event(3000, { done: 500 }), 0)
    expect(speedOf(later)).toEqual({ perSecond: 200, remainingMs: 2500 })
  })

  it('begins anew with each step of the server, which counts each by itself', () => {
    const scanning = nextProgress(undefined, event(0, { done: 0, detail: 'scanning table' }), 0)
    const done = nextProgress(scanning, event(2000, { done: 1000, detail: 'scanning table' }), 0)
    const sorting = nextProgress(done, event(2100, { done: 10, detail: 'sorting' }), 0)
    expect(speedOf(sorting)).toBeUndefined()
    expect(speedOf(nextProgress(sorting, event(3100, { done: 60, detail: 'sorting' }), 0))?.perSecond).toBe(
      50,
    )
  })

  it('knows no remaining time where the whole is not known', () => {
    const first = nextProgress(undefined, event(0, { done: 0, total: undefined }), 0)
    const later = nextProgress(first, event(1000, { done: 50, total: undefined }), 0)
    expect(speedOf(later)).toEqual({ perSecond: 50, remainingMs: undefined })
  })
})
