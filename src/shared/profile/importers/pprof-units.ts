import type { WeightUnit } from '../model.ts'

export interface Scale {
  unit: WeightUnit
  /** What a value is multiplied with. */
  factor: number
}

/** Units as the pprof tool knows them (internal/measurement); time becomes milliseconds, memory bytes. */
const scales: ReadonlyMap<string, Scale> = new Map<string, Scale>([
  ['nanosecond', { unit: 'milliseconds', factor: 1e-6 }],
  ['ns', { unit: 'milliseconds', factor: 1e-6 }],
  ['microsecond', { unit: 'milliseconds', factor: 1e-3 }],
  ['us', { unit: 'milliseconds', factor: 1e-3 }],
  ['µs', { unit: 'milliseconds', factor: 1e-3 }],
  ['millisecond', { unit: 'milliseconds', factor: 1 }],
  ['ms', { unit: 'milliseconds', factor: 1 }],
  ['second', { unit: 'milliseconds', factor: 1e3 }],
  ['s', { unit: 'milliseconds', factor: 1e3 }],
  ['byte', { unit: 'bytes', factor: 1 }],
  ['b', { unit: 'bytes', factor: 1 }],
  ['kilobyte', { unit: 'bytes', factor: 1024 }],
  ['kb', { unit: 'bytes', factor: 1024 }],
  ['megabyte', { unit: 'bytes', factor: 1024 ** 2 }],
  ['mb', { unit: 'bytes', factor: 1024 ** 2 }],
  ['gigabyte', { unit: 'bytes', factor: 1024 ** 3 }],
  ['gb', { unit: 'bytes', factor: 1024 ** 3 }],
])

/** What a type of sample is measured in; what is no time and no memory is counted. */
export function scaleOf(type: string, unit: string): Scale {
  const name = unit.toLowerCase()
  const found = scales.get(name) ?? scales.get(name.replace(/s$/, ''))
  if (found !== undefined) return found
  return { unit: /(^|_)(space|bytes)$/.test(type) && unit === '' ? 'bytes' : 'count', factor: 1 }
}

/** A value in the unit of the profile. Divided where that is smaller, because tenths are not exact in binary. */
export function scaled(value: number, { factor }: Scale): number {
  return factor < 1 ? value / Math.round(1 / factor) : value * factor
}
