/** How findings write figures: rounded to what a reader can use, always with their unit. */
import type { PlanNode } from '#shared/contract/plan.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/** `12,345`; below ten with its fraction, as version 18 counts rows per loop. */
export function count(value: number): string {
  return value < 10 ? short.format(value) : whole.format(value)
}

/** `1 row`, `12,345 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** `0.12 ms`, `340 ms`, `12.3 s`. */
export function duration(ms: number): string {
  return ms >= 10_000 ? `${short.format(ms / 1000)} s` : `${short.format(ms)} ms`
}

/** `24 MiB`, from the kibibytes that the server counts space in. */
export function kibibytes(kib: number): string {
  return kib >= 1024 ? `${short.format(kib / 1024)} MiB` : `${short.format(kib)} KiB`
}

/** `99.97 %`; what is not all is never rounded to 100 %. */
export function percent(fraction: number): string {
  const shown = fraction * 100
  if (shown < 99 || shown >= 100) return `${short.format(shown)} %`
  return `${(Math.floor(shown * 100) / 100).toString()} %`
}

/** What a scan reads, for a title: `orders`, or its node's line where there is no name. */
export function subject(node: PlanNode): string {
  return node.relation ?? node.alias ?? node.label
}
