import type { FlameLayout } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { figure, quoted } from '../csv.ts'
import type { FlameTheme } from './colors.ts'
import type { DisplayList } from './display.ts'
import { labelSize } from './draw.ts'

/** A picture of a display list made at one device pixel per CSS pixel. */
export function svgOf(
  list: DisplayList,
  theme: FlameTheme,
  page: { width: number; height: number; title: string; fontFamily: string },
): string {
  const { width, height } = page
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(page.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escaped(theme.background)}"/>`,
  ]
  for (const [color, rectangles] of list.colors.entries()) {
    if (rectangles.length === 0) continue
    parts.push(`<g fill="${escaped(theme.fills[color] ?? theme.muted)}">`)
    for (let i = 0; i < rectangles.length; i++) {
      parts.push(
        `<rect x="${rectangles.x[i]}" y="${rectangles.y[i]}" width="${rectangles.width[i]}" height="${list.barHeight}"/>`,
      )
    }
    parts.push('</g>')
  }
  parts.push(
    `<g font-family="${escaped(page.fontFamily)}" font-size="${labelSize}" dominant-baseline="central">`,
  )
  for (const label of list.labels) {
    const fill = label.dim ? theme.dimText : theme.text
    const anchor = label.kind === 'value' ? ' text-anchor="end"' : ''
    parts.push(
      `<text x="${label.x}" y="${label.y}" fill="${escaped(fill)}"${anchor}>${escaped(label.text)}</text>`,
    )
  }
  parts.push('</g>', '</svg>')
  return parts.join('\n')
}

/** Every call path of the layout, one line each, by RFC 4180; the figures' unit stands in the head. */
export function csvOf(layout: FlameLayout, profile: Profile): string {
  const { paths, unit, total } = layout
  const { frames, categories } = profile
  const lines = [
    `node,parent,depth,name,category,file,line,self (${unit}),total (${unit}),share of the whole (%)`,
  ]
  for (let node = 0; node < paths.length; node++) {
    const frame = paths.frame[node] ?? -1
    const parent = paths.parent[node] ?? -1
    const line = frames.line[frame] ?? 0
    const whole = paths.total[node] ?? 0
    lines.push(
      [
        node,
        parent < 0 ? '' : parent,
        paths.depth[node] ?? 0,
        quoted(frames.name[frame] ?? ''),
        quoted(categories[frames.category[frame] ?? -1] ?? ''),
        quoted(frames.file[frame] ?? ''),
        line === 0 ? '' : line,
        figure(paths.self[node] ?? 0),
        figure(whole),
        total > 0 ? ((whole / total) * 100).toFixed(3) : '',
      ].join(','),
    )
  }
  return `${lines.join('\r\n')}\r\n`
}

function escaped(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // XML 1.0 has no way to write these.
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\u{FFFD}')
  )
}
