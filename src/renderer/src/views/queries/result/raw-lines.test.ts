import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findInRaw,
  lineOf,
  lineText,
  longestLine,
  mostMatches,
  rawLinesOf,
  shownCharacters,
} from './raw-lines.ts'

describe('the lines of a raw plan', () => {
  it('are the lines of the text', () => {
    const text = 'Seq Scan\r\n  Filter: x\n'
    const lines = rawLinesOf(text)
    expect(lines.count).toBe(2)
    expect([lineText(text, lines, 0), lineText(text, lines, 1)]).toEqual(['Seq Scan', '  Filter: x'])
  })

  it('put together are the text again, and each is short enough to draw', () => {
    const piece = fc.oneof(fc.string(), fc.constant('\n'), fc.constant('x'.repeat(longestLine + 3)))
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('')
        const lines = rawLinesOf(text)
        const parts = Array.from({ length: lines.count }, (_, n) =>
          text.slice(lines.starts[n], lines.starts[n + 1]),
        )
        expect(parts.join('')).toBe(text)
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(longestLine)
      }),
    )
  })

  it('end where too much text begins', () => {
    const text = 'x\n'.repeat(1000) + 'y'.repeat(shownCharacters)
    const lines = rawLinesOf(text)
    expect(lines.shown).toBe(shownCharacters)
  })

  it('hold each match on the line it is found on', () => {
    const text = 'a (b)\n[A] .\na.'
    const lines = rawLinesOf(text)
    const found = findInRaw(text, lines, 'A')
    expect(found).toEqual([0, 7, 12])
    expect(found.map((offset) => lineOf(lines, offset))).toEqual([0, 1, 2])
  })

  it('are searched for the text as typed, not for a pattern', () => {
    const text = 'a.b (c) [d] \\ | ^$ {1}'
    const lines = rawLinesOf(text)
    for (const query of ['.', '(', '[d]', '\\', '|', '^$', '{1}']) {
      expect(findInRaw(text, lines, query)).toEqual([text.indexOf(query)])
    }
  })

  it('are not searched for more matches than anyone steps through', () => {
    const text = 'x'.repeat(3 * mostMatches)
    expect(findInRaw(text, rawLinesOf(text), 'x')).toHaveLength(mostMatches)
  })
})
