/** The parts of ECharts that charts over time need. Loaded when the first of them is shown. */
import { LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([LineChart, GridComponent, TooltipComponent, CanvasRenderer, SVGRenderer])

export { init }
export type { EChartsType } from 'echarts/core'
