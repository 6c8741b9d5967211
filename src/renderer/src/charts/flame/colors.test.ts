import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  colorCount,
  colorsOfCategories,
  differenceColors,
  flameColorNames,
  flameColors,
  readTheme,
} from './colors.ts'

/** The variables of each theme's block in palette.css. */
function themesOf(css: string): Map<string, Map<string, string>> {
  const themes = new Map<string, Map<string, string>>()
  for (const [, selector = '', body = ''] of css.matchAll(/([^{}]+)\{([^}]*)\}/g)) {
    const name = /data-theme='(\w+)'/.exec(selector)?.[1] ?? ''
    const variables = [...body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)]
    themes.set(name, new Map(variables.map(([, key = '', value = '']) => [key, value])))
  }
  return themes
}

/** Contrast ratio of WCAG 2.2, 1 to 21. */
function contrast(a: string, b: string): number {
  const [bright = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (bright + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const themes = themesOf(readFileSync(new URL('palette.css', import.meta.url), 'utf8'))

describe.each(['light', 'dark'])('the %s palette', (name) => {
  const read = (key: string) => themes.get(name)?.get(key) ?? ''
  const theme = readTheme(read)

  it('names every colour', () => {
    for (const kind of [...flameColors, ...differenceColors, 'dim', 'text', 'text-dim'])
      expect(read(`--flame-${kind}`)).not.toBe('')
    expect(new Set(theme.fills).size).toBe(colorCount)
  })

  it.each([...flameColors, ...differenceColors])('text on %s is readable', (kind) => {
    expect(contrast(theme.text, read(`--flame-${kind}`))).toBeGreaterThanOrEqual(4.5)
  })

  it('text on a dimmed bar is readable', () => {
    expect(contrast(theme.dimText, read('--flame-dim'))).toBeGreaterThanOrEqual(4.5)
  })
})

describe('readTheme', () => {
  it('falls back to the light palette', () => {
    const light = readTheme((key) => themes.get('light')?.get(key) ?? '')
    expect(readTheme(() => '')).toEqual(light)
  })
})

describe('colours of categories', () => {
  it('follow the category by name, others by turn', () => {
    expect(colorsOfCategories(['sort', 'own', 'scan'])).toEqual([4, 1, 0])
  })

  it('tell where functions come from apart', () => {
    const origins = ['app', 'node_modules', 'node', 'native', 'gc', 'wasm', 'eval']
    expect(new Set(flameColorNames(origins)).size).toBe(origins.length)
  })
})
