import { describe, expect, it } from 'vitest'
import { decodeText } from './decode-text.ts'

const plan = 'Seq Scan on “größe”  (cost=0.00..1.00 rows=1 width=4)'

describe('the text of a file', () => {
  it('is UTF-8', () => {
    expect(decodeText(Buffer.from(plan))).toBe(plan)
    expect(decodeText(Buffer.from(`\uFEFF${plan}`))).toBe(plan)
    expect(decodeText(Buffer.from(''))).toBe('')
  })

  it('is UTF-16, with and without its mark, and loses nothing', () => {
    const little = Buffer.from(plan, 'utf16le')
    expect(decodeText(little)).toBe(plan)
    expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), little]))).toBe(plan)
    const big = Buffer.from(little).swap16()
    expect(decodeText(big)).toBe(plan)
    expect(decodeText(Buffer.concat([Buffer.from([0xfe, 0xff]), big]))).toBe(plan)
  })
})
