import type { FlameNode } from '#shared/profile/layout.ts'
import type { CssPixels } from '#shared/units.ts'
import { dimColor } from './colors.ts'
import type { DisplayList } from './display-list.ts'
import { colorOfPath, type DevicePixels, type Scene } from './scene.ts'

const labelPadding: CssPixels = 6
/** Below this width a bar has no label. */
const narrowestLabel: CssPixels = 28
/** Room between a name and the value at the right end of the same bar. */
const valueGap: CssPixels = 16
/** More than a large screen full of narrow labels; bounds the cost of text, the dearest thing to draw. */
const mostLabels = 2500

/** Writes a name on a bar, and its value where there is room for both. */
export function addLabels(
  list: DisplayList,
  scene: Scene,
  bar: { node: FlameNode; left: DevicePixels; right: DevicePixels; y: DevicePixels },
): void {
  const { layout, ratio, labels, width, coloring } = scene
  const { node, left, right, y } = bar
  if (list.labels.length >= mostLabels || right - left < narrowestLabel * ratio) return
  // A bar that begins left of the window is labelled where it comes into sight.
  const from = Math.max(left, 0) / ratio + labelPadding
  const to = Math.min(right, width) / ratio - labelPadding
  const path = layout.pathOf(node)
  const name = scene.names[layout.frameOf(node)] ?? ''
  const text = labels.fit(`${coloring.signOf?.(path) ?? ''}${name}`, to - from)
  if (text === '') return
  const dim = colorOfPath(scene, path) === dimColor
  const middle = y + Math.round(list.barHeight / 2)
  list.labels.push({ text, x: Math.round(from * ratio), y: middle, kind: 'name', dim })

  const spare = to - from - labels.width(text) - valueGap
  if (spare < narrowestLabel) return
  const value = coloring.figureOf?.(path) ?? scene.formatValue(layout.totalOf(node))
  if (labels.width(value) <= spare)
    list.labels.push({ text: value, x: Math.round(to * ratio), y: middle, kind: 'value', dim })
}
