import { expect, test } from 'vitest'
import { usualChoice } from '#renderer/stores/node-recording/model.ts'
import { overheadOf, progressWords, settingsWords } from './words.ts'

const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ')

test('the usual intervals cost what was measured', () => {
  expect(plain(overheadOf('cpu', usualChoice))).toBe('≈ 4 %')
  expect(plain(overheadOf('heap', usualChoice))).toBe('≈ 1.1 %')
  expect(overheadOf('heap', { ...usualChoice, heapInterval: '' })).toBeUndefined()
})

test('says how it would be recorded', () => {
  expect(plain(settingsWords('cpu', usualChoice))).toBe('10 s, every 1 ms')
  expect(plain(settingsWords('heap', usualChoice))).toBe('10 s, every 128 KiB')
  expect(settingsWords('cpu', { ...usualChoice, seconds: '0' })).toBe('see the settings')
})

test('says how far it is', () => {
  const progress = { type: 'progress' as const, phase: 'recording' as const, elapsedMs: 4_000, fileBytes: 0 }
  expect(progressWords(undefined)).toBe('Starting…')
  expect(progressWords({ ...progress, totalMs: 10_000 })).toBe('0:04 of 0:10')
  expect(plain(progressWords({ ...progress, done: 0.5, fileBytes: 2048 }))).toBe('50 % · 0:04 · 2 KiB')
  expect(progressWords({ ...progress, phase: 'writing' })).toBe('Writing the file…')
})
