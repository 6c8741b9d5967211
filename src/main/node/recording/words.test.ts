import { expect, it } from 'vitest'
import { settingsInWords } from './words.ts'

const cpu = (intervalUs: number): string => settingsInWords({ kind: 'cpu', intervalUs })

it('says how it was recorded', () => {
  expect([cpu(1000), cpu(250), cpu(1500), cpu(1001), cpu(100_000)]).toEqual([
    'every 1 ms',
    'every 250 µs',
    'every 1.5 ms',
    'every 1001 µs',
    'every 100 ms',
  ])
  const heap = { kind: 'heap', intervalBytes: 131_072, depth: 128, includeCollected: false } as const
  expect(settingsInWords(heap)).toBe('every 128 KiB, what is alive, up to 128 frames')
  expect(settingsInWords({ ...heap, intervalBytes: 16_777_216, depth: 16, includeCollected: true })).toBe(
    'every 16 MiB, all allocations, up to 16 frames',
  )
  expect(settingsInWords({ ...heap, depth: 512 })).toContain('up to 512 frames')
})
