import type { FlameLayout } from '#shared/profile/layout.ts'
import type { Difference } from '#shared/profile/layouts/difference.ts'
import { figure, quoted } from '../csv.ts'
import type { FlameTheme } from './colors.ts'
import type { ColoredProfile } from './coloring.ts'
import type { DisplayList } from './display-list.ts'
import { hatchDistance, hatchOpacity, hatchThickness, labelSize } from './draw.ts'

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
  parts.push(...hatchesOf(list, theme))
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

/** The hatched bars once more, filled with lines. */
function hatchesOf({ hatched, barHeight }: DisplayList, theme: FlameTheme): string[] {
  if (hatched.length === 0) return []
  const size = hatchDistance
  const parts = [
    `<defs><pattern id="less" width="${size}" height="${size}" patternUnits="userSpaceOnUse">`,
    `<path d="M-2 2L2 -2M0 ${size}L${size} 0M${size - 2} ${size + 2}L${size + 2} ${size - 2}" stroke="${escaped(theme.text)}" stroke-opacity="${hatchOpacity}" stroke-width="${hatchThickness}"/>`,
    '</pattern></defs>',
    '<g fill="url(#less)">',
  ]
  for (let i = 0; i < hatched.length; i++) {
    parts.push(
      `<rect x="${hatched.x[i]}" y="${hatched.y[i]}" width="${hatched.width[i]}" height="${barHeight}"/>`,
    )
  }
  return [...parts, '</g>']
}

/** So many lines are written at a time; a millisecond or two. */
const linesAtATime = 500

/**
 * Every call path of the layout, one line each, by RFC 4180, in pieces that are joined at the end; the
 * figures' unit stands in the head. Of a difference with what each path took before and after.
 */
export function* csvPieces(
  layout: FlameLayout,
  { frames, categories }: ColoredProfile,
  difference?: Difference,
): Generator<void, Blob> {
  const { paths, unit, total } = layout
  const compared =
    difference === undefined
      ? []
      : ([
          [`self before (${unit})`, difference.beforeSelf],
          [`self after (${unit})`, difference.afterSelf],
          [`total before (${unit})`, difference.before],
          [`total after (${unit})`, difference.after],
        ] as const)
  const figures = [[`self (${unit})`, paths.self], [`total (${unit})`, paths.total], ...compared] as const
  const head = ['node', 'parent', 'depth', 'name', 'category', 'file', 'line']
  const names = [...head, ...figures.map(([name]) => name), 'share of the whole (%)']
  // Handed over piece by piece: the browser copies what it is given, and a hundred megabytes at once take long.
  const pieces: Blob[] = []
  let lines = [names.map(quoted).join(',')]
  for (let path = 0; path < paths.length; path++) {
    const frame = paths.frame[path] ?? -1
    const parent = paths.parent[path] ?? -1
    const line = frames.line[frame] ?? 0
    lines.push(
      [
        path,
        parent < 0 ? '' : parent,
        paths.depth[path] ?? 0,
        quoted(frames.name[frame] ?? ''),
        quoted(categories[frames.category[frame] ?? -1] ?? ''),
        quoted(frames.file[frame] ?? ''),
        line === 0 ? '' : line,
        ...figures.map(([, column]) => figure(column[path] ?? 0)),
        total > 0 ? (((paths.total[path] ?? 0) / total) * 100).toFixed(3) : '',
      ].join(','),
    )
    if (lines.length < linesAtATime) continue
    pieces.push(new Blob([`${lines.join('\r\n')}\r\n`]))
    lines = []
    yield
  }
  if (lines.length > 0) pieces.push(new Blob([`${lines.join('\r\n')}\r\n`]))
  return new Blob(pieces, { type: 'text/csv' })
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
