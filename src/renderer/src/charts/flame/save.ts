import type { FlameChartHandle } from './FlameChart.tsx'
import type { FlameFileFormat } from './FlameToolbar.tsx'

/**
 * Saves what a chart shows through the browser's download, the same in both shells. `name` comes
 * without an extension. Fails when the picture is too large to encode.
 */
export async function saveFlame(
  chart: FlameChartHandle,
  format: FlameFileFormat,
  name: string,
): Promise<void> {
  switch (format) {
    case 'png':
      return download(await chart.toPng(), `${name}.png`)
    case 'svg':
      return download(new Blob([chart.toSvg()], { type: 'image/svg+xml' }), `${name}.svg`)
    case 'csv':
      return download(new Blob([chart.toCsv()], { type: 'text/csv' }), `${name}.csv`)
  }
}

function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download holds on to the content by itself once it has begun, which is after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
