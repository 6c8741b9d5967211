/** The middle value, or the mean of the two in the middle. Throws a RangeError for no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/**
 * The value below which the share `p` (0 to 1) of the values lies, between two values in proportion:
 * definition 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American
 * Statistician 50 (1996), the one of R, NumPy and spreadsheets. Throws a RangeError for no values.
 */
export function quantile(values: readonly number[], p: number): number {
  return quantileOfSorted(
    values.toSorted((x, y) => x - y),
    p,
  )
}

/** {@link quantile} of values that are in ascending order. */
export function quantileOfSorted(sorted: readonly number[], p: number): number {
  const place = (sorted.length - 1) * p
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) {
    throw new RangeError(
      `There is no quantile ${String(p)} of ${sorted.length === 0 ? 'nothing' : 'these values'}.`,
    )
  }
  return below + (place - Math.floor(place)) * (above - below)
}
