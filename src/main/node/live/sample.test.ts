import { describe, expect, it } from 'vitest'
import type { Reading } from './agent.ts'
import { sampleOf } from './sample.ts'

const reading: Reading = {
  sinceMs: 1_000,
  memory: {
    usedBytes: 1,
    totalBytes: 2,
    limitBytes: 3,
    externalBytes: 4,
    arrayBufferBytes: 5,
    residentBytes: 6,
  },
  gc: { scavenges: 3, markSweeps: 1, others: 0, pauseMs: 250, longestMs: 100 },
  cpuMs: 1_500,
  loop: {
    late: { p50Ms: 0.1, p99Ms: 2, maxMs: 5 },
    stoodMs: 0,
    activeMs: 400,
    utilization: 0.4,
  },
  resources: [{ kind: 'TCPServerWrap', count: 1 }],
  machine: { cores: 4, busyCores: 1.7, memoryBytes: 8, freeMemoryBytes: 7 },
}

describe('a sample', () => {
  it('has shares and cores of the time that it is of', () => {
    expect(sampleOf(reading, 42, 2)).toMatchObject({
      at: 42,
      sinceMs: 1_000,
      gc: { share: 0.25, pauseMs: 250 },
      cpu: { processCores: 1.5, machineCores: 1.7 },
      loop: { p50Ms: 0.1, p99Ms: 2, maxMs: 5, utilization: 0.4 },
      machine: { cores: 4, memoryBytes: 8, freeMemoryBytes: 7 },
    })
    // What was paused before may be told late.
    expect(sampleOf({ ...reading, gc: { ...reading.gc, pauseMs: 3_000 } }, 0, 2).gc.share).toBe(1)
  })

  it('counts how long the answer took, up to what the thread was active', () => {
    expect(sampleOf(reading, 0, 300).loop.maxMs).toBe(300)
    // Pitwall itself was busy.
    expect(sampleOf(reading, 0, 900).loop.maxMs).toBe(400)
    // Prompt.
    expect(sampleOf(reading, 0, 40).loop.maxMs).toBe(5)
  })

  it('is of a loop that did not turn at all', () => {
    const stands = { ...reading, loop: { ...reading.loop, late: null, stoodMs: 1_700, activeMs: 1_000 } }
    expect(sampleOf(stands, 0, 2).loop).toMatchObject({ p50Ms: 1_700, p99Ms: 1_700, maxMs: 1_700 })
  })
})
