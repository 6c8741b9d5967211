/** The size of an element in device pixels, and how many of them a CSS pixel has. */
export function deviceSizeOf(entry: ResizeObserverEntry): { width: number; height: number; ratio: number } {
  const ratio = window.devicePixelRatio
  const exact = entry.devicePixelContentBoxSize[0]
  return {
    width: devicePixels(entry.contentRect.width * ratio, exact?.inlineSize),
    height: devicePixels(entry.contentRect.height * ratio, exact?.blockSize),
    ratio,
  }
}

/**
 * The browser's own count of device pixels, which knows how a fraction of one was rounded; the product
 * where it has none, or where (with an emulated density) it counts CSS pixels.
 */
function devicePixels(product: number, counted: number | undefined): number {
  return counted !== undefined && Math.abs(counted - product) <= 1 ? counted : Math.round(product)
}
