/** How findings and letters write figures: rounded to what a reader can use, always with their unit. */
import type { Bytes, Milliseconds } from '#shared/units.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/** `12,345`; a fraction only below ten. */
export function count(value: number): string {
  return Math.abs(value) < 10 ? short.format(value) : whole.format(value)
}

/** `1 table`, `12,345 tables`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** `24.5 MiB`. */
export function bytes(value: Bytes): string {
  let size = value
  let unit = 0
  while (Math.abs(size) >= 1000 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${short.format(size)} ${units[unit] ?? ''}`
}

/** `97.3 %`, from a fraction; what is not all is never rounded to 100 %. */
export function percent(fraction: number): string {
  const shown = fraction * 100
  if (shown > 0 && shown < 0.01) return 'less than 0.01 %'
  if (shown < 99 || shown >= 100) return `${short.format(shown)} %`
  return `${String(Math.floor(shown * 100) / 100)} %`
}

const spans: readonly [string, Milliseconds][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
]

/** `0.12 ms`, `340 ms`, `12.3 s`, `3 h 20 min`, `12 d 4 h`: from a minute on the two largest units. */
export function duration(ms: Milliseconds): string {
  if (ms < 1000) return `${short.format(Math.max(0, ms))} ms`
  if (ms < 60_000) return `${short.format(ms / 1000)} s`
  const first = spans.findIndex(([, span]) => ms >= span)
  const [name = 's', span = 1000] = spans[first] ?? []
  const times = Math.floor(ms / span)
  const [nextName, nextSpan] = spans[first + 1] ?? []
  const rest = nextSpan === undefined ? 0 : Math.floor((ms - times * span) / nextSpan)
  return rest === 0 || nextName === undefined ? `${times} ${name}` : `${times} ${name} ${rest} ${nextName}`
}

/** `orders, carts and 3 more`. */
export function list(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${count(rest)} more`
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('')
}
