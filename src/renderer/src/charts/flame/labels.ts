import type { CssPixels } from '#shared/units.ts'

export interface LabelFitter {
  /** `text` whole, cut with an ellipsis, or empty when not even a few characters fit. */
  fit: (text: string, width: CssPixels) => string
  width: (text: string) => CssPixels
}

const ellipsis = '…'
/** Fewer characters than this in front of an ellipsis say nothing. */
const fewest = 3
/** Cached texts; beyond this the cache starts anew. A screen shows a few hundred labels. */
const mostTexts = 20_000

/**
 * Fits labels into bars by adding up the widths of single characters. Asking the canvas for every
 * text and every width costs more than drawing the bars, and while zooming every width is new; a
 * character's width never changes. Kerning is left out: it errs by a pixel or two.
 */
export function createLabelFitter(measure: (text: string) => CssPixels): LabelFitter {
  const characterWidths = new Map<string, CssPixels>()
  const texts = new Map<string, Measured>()

  const measured = (text: string): Measured => {
    const known = texts.get(text)
    if (known !== undefined) return known
    const ends: number[] = []
    const right: CssPixels[] = []
    let end = 0
    let sum = 0
    for (const character of text) {
      let width = characterWidths.get(character)
      if (width === undefined) {
        width = measure(character)
        characterWidths.set(character, width)
      }
      end += character.length
      sum += width
      ends.push(end)
      right.push(sum)
    }
    const made = { ends, right, width: sum }
    if (texts.size >= mostTexts) texts.clear()
    texts.set(text, made)
    return made
  }

  return {
    width: (text) => measured(text).width,
    fit: (text, width) => {
      const { ends, right, width: whole } = measured(text)
      if (whole <= width) return text
      const room = width - measured(ellipsis).width
      let low = 0
      let high = right.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((right[middle] ?? 0) > room) high = middle
        else low = middle + 1
      }
      if (low < fewest) return ''
      return `${text.slice(0, ends[low - 1]).trimEnd()}${ellipsis}`
    },
  }
}

interface Measured {
  /** Where each character ends in the text (a character may be two code units). */
  ends: number[]
  /** Width up to and with each character. */
  right: CssPixels[]
  width: CssPixels
}
