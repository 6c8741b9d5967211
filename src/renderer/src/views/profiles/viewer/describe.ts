/** What the tooltip of a chart says of a call. Pure. */
import type { FlameDescription } from '#renderer/charts/flame/index.ts'
import type { FlameLayout, FlameNode } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { categoryName, formatOf, nameOf, placeOf, shareOf } from './words.ts'

export function describeCall(
  layout: FlameLayout,
  { frames, categories }: Profile,
  node: FlameNode,
): FlameDescription {
  const frame = layout.frameOf(node)
  const path = layout.pathOf(node)
  const format = formatOf(layout.unit)
  const total = layout.totalOf(node)
  const place = placeOf(frames, frame)
  // In the time order a path is called many times; this is one of them.
  const ofPath = layout.paths.total[path] ?? total
  return {
    title: nameOf(frames, frame),
    lines: [
      ...(place === '' ? [] : [{ label: 'At', value: place }]),
      { label: 'Total', value: `${format(total)}, ${shareOf(total, layout.total)}` },
      { label: 'Self', value: format(layout.selfOf(node)) },
      ...(ofPath > total * 1.000001 ? [{ label: 'All such calls', value: format(ofPath) }] : []),
      { label: 'Origin', value: categoryName(categories[frames.category[frame] ?? -1] ?? '') },
    ],
  }
}
