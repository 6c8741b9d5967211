/** Hands a file to the browser's download, which is the same in both shells. */
export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download holds on to the content by itself once it has begun, which is after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}

/** A canvas as PNG. Fails when the picture is too large to encode. */
export async function pngOfCanvas(canvas: HTMLCanvasElement): Promise<Blob> {
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture is too large to encode'))
      else resolve(blob)
    }, 'image/png')
  })
}

export type ChartFileFormat = 'png' | 'svg' | 'csv'

/** What a chart can be saved as. */
export interface SavableChart {
  toPng: () => Promise<Blob>
  toSvg: () => string
  toCsv: () => string | Promise<Blob>
}

/** Saves what a chart shows; `name` comes without an extension. Fails when a picture cannot be encoded. */
export async function saveChart(chart: SavableChart, format: ChartFileFormat, name: string): Promise<void> {
  switch (format) {
    case 'png':
      return download(await chart.toPng(), `${name}.png`)
    case 'svg':
      return download(new Blob([chart.toSvg()], { type: 'image/svg+xml' }), `${name}.svg`)
    case 'csv':
      return download(new Blob([await chart.toCsv()], { type: 'text/csv' }), `${name}.csv`)
  }
}
