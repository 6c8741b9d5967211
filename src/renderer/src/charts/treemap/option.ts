/** A treemap in ECharts' own words. Pure, but for the element of the tooltip. */
import type { TreemapSeriesOption } from 'echarts/charts'
import type { TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { type ChartTheme, tooltipStyle } from '../echart/theme.ts'
import { tooltipElement } from '../echart/tooltip.ts'
import type { SizedTree, TreemapCell } from './tree.ts'

export type TreemapOption = ComposeOption<TreemapSeriesOption | TooltipComponentOption>

export interface TreemapPicture {
  tree: SizedTree
  cells: TreemapCell
  selected: number | null
  /** Of the tree's colour numbers, as CSS colours. */
  fills: readonly string[]
  /** Of texts on the fills and on bands, of the bands, and of what has no node. */
  inks: Record<'text' | 'onBand' | 'band' | 'selectedBand' | 'rest' | 'onRest' | 'accent', string>
  formatSize: (size: number) => string
  /** The tooltip of a node: what it is, and lines under it. */
  describe: (node: number) => { title: string; lines: readonly string[] }
}

/** Boxes smaller than this share of the picture have no room for their names. */
const smallestNamed = 0.006

type Item = NonNullable<TreemapSeriesOption['data']>[number]

export function optionOf(picture: TreemapPicture, theme: ChartTheme, tooltipClass: string): TreemapOption {
  const { tree, cells, fills, inks, formatSize, describe } = picture
  const itemOf = (cell: TreemapCell, inside: string): Item => {
    const { node, size, children } = cell
    const selected = node >= 0 && node === picture.selected
    // The node's number is the name: what is pressed is told by its name.
    const name = node >= 0 ? String(node) : `rest of ${inside}`
    return {
      id: name,
      name,
      value: size,
      itemStyle: {
        color: node >= 0 ? (fills[tree.colors[node] ?? 0] ?? inks.rest) : inks.rest,
        // Of a node with others in it, its border is the band over them.
        borderColor:
          children.length > 0
            ? selected
              ? inks.selectedBand
              : inks.band
            : selected
              ? inks.accent
              : theme.ground,
        borderWidth: selected && children.length === 0 ? 3 : 1,
        gapWidth: 1,
      },
      ...(size < cells.size * smallestNamed && { label: { show: false }, upperLabel: { show: false } }),
      ...(children.length > 0 && { children: children.map((child) => itemOf(child, name)) }),
    }
  }
  const words = (name: string): string => {
    const node = Number(name)
    if (Number.isNaN(node)) return '{rest|others}'
    return `${tree.names[node] ?? ''}  {size|${formatSize(tree.sizes[node] ?? 0)}}\n{note|${tree.notes[node] ?? ''}}`
  }
  const band = (name: string): string => {
    const node = Number(name)
    return `${tree.names[node] ?? ''}  ${formatSize(tree.sizes[node] ?? 0)}  ${tree.notes[node] ?? ''}`
  }
  const font = { fontFamily: theme.font, fontSize: 12, color: inks.text }
  return {
    animation: false,
    tooltip: {
      ...tooltipStyle(theme),
      formatter: (point) => {
        const name = Array.isArray(point) ? point[0]?.name : point.name
        const node = Number(name)
        if (name === undefined || Number.isNaN(node))
          return tooltipElement(tooltipClass, 'Others', 'Too small to draw, or not divided further.')
        const { title, lines } = describe(node)
        return tooltipElement(tooltipClass, title, ...lines)
      },
    },
    series: [
      {
        type: 'treemap',
        top: 0,
        left: 0,
        right: 0,
        bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        animation: false,
        sort: 'desc',
        label: {
          ...font,
          position: [6, 5],
          align: 'left',
          verticalAlign: 'top',
          overflow: 'truncate',
          lineHeight: 16,
          formatter: ({ name }) => words(name),
          rich: { size: font, note: { ...font, fontSize: 11 }, rest: { ...font, color: inks.onRest } },
        },
        upperLabel: {
          ...font,
          color: inks.onBand,
          show: true,
          height: 20,
          formatter: ({ name }) => band(name),
          overflow: 'truncate',
        },
        emphasis: {
          label: { color: inks.text },
          upperLabel: { color: inks.onBand },
          itemStyle: { color: 'inherit', borderColor: inks.accent },
        },
        // The whole has its name over the chart.
        levels: [
          {
            upperLabel: { show: false },
            itemStyle: { borderColor: theme.ground, borderWidth: 0, gapWidth: 1 },
          },
        ],
        data: (cells.children.length > 0 ? cells.children : [cells]).map((cell) => itemOf(cell, 'all')),
      },
    ],
  }
}
