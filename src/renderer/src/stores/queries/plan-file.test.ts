import { describe, expect, it } from 'vitest'
import { decoderFor, largestPlanFile, readPlanFile } from './plan-file.ts'

const never = new AbortController().signal

describe('reading a file with a plan', () => {
  it('reads text and tells how far it is', async () => {
    const steps: number[] = []
    const text = await readPlanFile(new Blob(['Seq Scan on größe']), never, (done) => steps.push(done))
    expect(text).toBe('Seq Scan on größe')
    expect(steps.at(-1)).toBe(new Blob(['Seq Scan on größe']).size)
  })

  it('reads UTF-16 as some Windows tools write it', async () => {
    const bytes = Uint8Array.from([0xff, 0xfe, 0x5b, 0, 0x31, 0, 0x5d, 0])
    expect(await readPlanFile(new Blob([bytes]), never, () => {})).toBe('[1]')
  })

  it('is an empty text for an empty file', async () => {
    expect(await readPlanFile(new Blob([]), never, () => {})).toBe('')
  })

  it.each([
    ['a gzip archive', [0x1f, 0x8b, 8, 0]],
    ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
    ['not text', [65, 0, 66]],
  ])('says in a sentence that it is %s', (what, bytes) => {
    expect(() => decoderFor(Uint8Array.from(bytes))).toThrow(new RegExp(`This file is ${what}`))
  })

  it('says in a sentence that it is too large', async () => {
    const file = Object.defineProperty(new Blob(['x']), 'size', { value: largestPlanFile + 1 })
    await expect(readPlanFile(file, never, () => {})).rejects.toThrow('too large')
  })

  it('stops when it is cancelled', async () => {
    const controller = new AbortController()
    controller.abort()
    await expect(readPlanFile(new Blob(['x']), controller.signal, () => {})).rejects.toThrow(/abort/i)
  })
})
