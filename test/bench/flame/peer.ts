import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts'
import * as echarts from 'echarts'
import type { TreeLayout } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { colorsBy } from '#renderer/charts/flame/index.ts'

export interface Peer {
  show: (start: number, end: number) => void
  dispose: () => void
}

const rowHeight = 24

/**
 * The same rectangles, colours and labels as a custom series of ECharts, set up for speed: no
 * animation, what is out of sight filtered by the zoom itself, labels clipped by the renderer.
 */
export function createPeer(host: HTMLElement, layout: TreeLayout, profile: Profile, fills: string[]): Peer {
  const chart = echarts.init(host, null, { renderer: 'canvas' })
  const { colors } = colorsBy('category', profile, layout.paths).coloring
  const { start, end, node: nodes } = layout.columns.rectangles
  const data = Array.from(nodes, (node, slot) => [
    layout.depthOf(node),
    start[slot] ?? 0,
    end[slot] ?? 0,
    node,
  ])

  const renderItem = (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
    const depth = Number(api.value(0))
    const node = Number(api.value(3))
    const left = api.coord([api.value(1), 0])[0] ?? 0
    const right = api.coord([api.value(2), 0])[0] ?? 0
    const width = Math.max(1, right - left - 1)
    const name = profile.frames.name[layout.frameOf(node)] ?? ''
    return {
      type: 'rect' as const,
      shape: { x: left, y: depth * rowHeight, width, height: rowHeight - 1 },
      style: { fill: fills[colors[layout.frameOf(node)] ?? 0] ?? '#ccc' },
      ...(width >= 28 && {
        textConfig: { position: 'insideLeft' as const },
        textContent: {
          style: {
            text: name,
            width: width - 12,
            overflow: 'truncate' as const,
            fontSize: 13,
            fill: '#1a1b1e',
          },
        },
      }),
    }
  }

  chart.setOption({
    animation: false,
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { type: 'value', min: 0, max: layout.total, show: false },
    yAxis: { type: 'value', min: 0, max: layout.depths, show: false },
    dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'weakFilter', throttle: 0, minSpan: 0 }],
    series: [
      {
        type: 'custom',
        renderItem,
        clip: true,
        progressive: 0,
        dimensions: ['depth', 'start', 'end', 'node'],
        encode: { x: [1, 2], y: 0 },
        data,
      },
    ],
  })

  return {
    show: (start, end) => chart.dispatchAction({ type: 'dataZoom', startValue: start, endValue: end }),
    dispose: () => chart.dispose(),
  }
}
