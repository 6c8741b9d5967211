import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '#shared/profile/build.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import { colorsBy } from './coloring.ts'
import { readTheme } from './colors.ts'
import { buildDisplayList } from './display.ts'
import { createDisplayList } from './display-list.ts'
import { csvPieces, svgOf } from './export.ts'
import { createLabelFitter } from './labels.ts'

const build = new ProfileBuilder({ name: 'x', unit: 'milliseconds', categories: ['scan', 'sort'] })
const root = build.stack(build.addFrame({ name: 'Sort "by" a < b & c', category: 1 }), -1)
const leaf = build.addFrame({ name: 'read, then\nwrite', file: 'src/a.ts', line: 7 })
build.addSample(build.stack(leaf, root), 3)
build.addSample(root, 1)
const profile = build.finish()
const layout = layoutTimeOrder(profile)

/** The text of all pieces. */
async function csvOf(...of: Parameters<typeof csvPieces>): Promise<string> {
  const pieces = csvPieces(...of)
  for (;;) {
    const step = pieces.next()
    if (step.done === true) return step.value.text()
  }
}

describe('csvPieces', () => {
  it('has every path, quoted where needed', async () => {
    expect(await csvOf(layout, profile)).toBe(
      [
        'node,parent,depth,name,category,file,line,self (milliseconds),total (milliseconds),share of the whole (%)',
        '0,,0,"Sort ""by"" a < b & c",sort,,,1,4,100.000',
        '1,0,1,"read, then\nwrite",scan,src/a.ts,7,3,3,75.000',
        '',
      ].join('\r\n'),
    )
  })
})

describe('svgOf', () => {
  const list = createDisplayList()
  buildDisplayList(list, {
    layout,
    names: profile.frames.name,
    coloring: colorsBy('category', profile, layout.paths).coloring,
    matched: null,
    direction: 'icicle',
    viewport: { start: 0, end: 4, scrollTop: 0 },
    width: 400,
    height: 48,
    ratio: 1,
    labels: createLabelFitter((text) => text.length * 7),
    formatValue: (value) => `${value} ms`,
  })
  const svg = svgOf(
    list,
    readTheme(() => ''),
    {
      width: 400,
      height: 48,
      title: 'A \u0001 & B',
      fontFamily: '"Inter", sans-serif',
    },
  )

  it('holds the bars, their labels and a title', () => {
    expect(svg).toContain('<title>A \u{FFFD} &amp; B</title>')
    expect(svg).toContain('<g fill="#e9e08c">\n<rect x="0" y="0" width="399" height="23"/>\n</g>')
    expect(svg).toContain('<g fill="#f0c26a">\n<rect x="0" y="24" width="299" height="23"/>\n</g>')
    expect(svg).toContain('>Sort &quot;by&quot; a &lt; b &amp; c</text>')
    expect(svg).toContain('text-anchor="end">4 ms</text>')
    expect(svg).toContain('font-family="&quot;Inter&quot;, sans-serif"')
  })

  it('is well-formed', () => {
    const open: string[] = []
    for (const [, close, name, empty] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (close === '/') expect(open.pop()).toBe(name)
      else if (empty === '') open.push(name ?? '')
    }
    expect(open).toEqual([])
  })
})
