import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createLabelFitter } from './labels.ts'

const widthOf = (text: string) =>
  Array.from(text).reduce((sum, c) => sum + (c === 'i' ? 3 : c === '…' ? 10 : 7), 0)

describe('createLabelFitter', () => {
  it('gives what fits whole, cuts what does not, and nothing when too little is left', () => {
    const { fit } = createLabelFitter(widthOf)
    expect(fit('abcdef', 42)).toBe('abcdef')
    expect(fit('abcdef', 41)).toBe('abcd…')
    expect(fit('abcdef', 31)).toBe('abc…')
    expect(fit('abcdef', 30)).toBe('')
    expect(fit('abc def', 45)).toBe('abc d…')
    expect(fit('abc def', 40)).toBe('abc…')
    expect(fit('', 0)).toBe('')
  })

  it('never exceeds the width and never splits a character', () => {
    const { fit, width } = createLabelFitter(widthOf)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(200), (text, room) => {
        const label = fit(text, room)
        expect(width(label)).toBeLessThanOrEqual(room)
        if (label.endsWith('…') && label !== text) expect(text.startsWith(label.slice(0, -1))).toBe(true)
        expect(label.isWellFormed()).toBe(true)
      }),
    )
  })

  it('measures each character once', () => {
    const measure = vi.fn(widthOf)
    const { fit } = createLabelFitter(measure)
    for (let width = 0; width < 100; width++) fit('abcabc abc', width)
    expect(measure).toHaveBeenCalledTimes(5)
  })
})
