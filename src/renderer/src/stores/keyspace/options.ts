/** What an analysis is asked for, as it stands in the fields, and as the contract takes it. Pure. */
import type { AnalyseInput, Pace } from '#shared/contract/redis/keyspace.ts'

export interface AnalysisOptions {
  /** A glob; empty for all keys. */
  match: string
  /** As TYPE says it; empty for all. */
  type: string
  pace: 'gentle' | 'full' | 'limit'
  /** Keys a second, where the pace is `limit`. */
  keysPerSecond: string
  /** How many keys to look at; empty for all. */
  sample: string
  /** Elements of a collection that its memory is measured from; 0 for all. */
  memorySamples: string
  /** Counts elements also where that resets idle times. */
  touch: boolean
}

export const firstOptions: AnalysisOptions = {
  match: '',
  type: '',
  pace: 'gentle',
  keysPerSecond: '20000',
  sample: '',
  memorySamples: '5',
  touch: false,
}

/** Less says nothing of the whole. */
const smallestSample = 100
const mostMemorySamples = 1_000_000

export interface ReadOptions {
  input: Omit<AnalyseInput, 'targetId'>
  /** Fields that cannot be read, with why. */
  wrong: ReadonlyMap<keyof AnalysisOptions, string>
}

export function readOptions(options: AnalysisOptions): ReadOptions {
  const wrong = new Map<keyof AnalysisOptions, string>()
  const number = (
    field: 'keysPerSecond' | 'sample' | 'memorySamples',
    least: number,
    most: number,
  ): number => {
    const value = wholeNumber(options[field])
    if (value >= least && value <= most) return value
    wrong.set(field, most === Infinity ? `A number from ${least} on` : `A number from ${least} to ${most}`)
    return least
  }
  const match = options.match.trim()
  const pace: Pace = options.pace === 'limit' ? number('keysPerSecond', 1, Infinity) : options.pace
  const sample = options.sample.trim() === '' ? undefined : number('sample', smallestSample, Infinity)
  const memorySamples = number('memorySamples', 0, mostMemorySamples)
  return {
    input: {
      ...(match !== '' && match !== '*' && { match }),
      ...(options.type !== '' && { type: options.type }),
      ...(sample !== undefined && { sample }),
      pace,
      memorySamples,
      touch: options.touch,
    },
    wrong,
  }
}

/** `1,000,000`, `1 000 000` and `1000000` alike; NaN for what is no whole number. */
function wholeNumber(text: string): number {
  const digits = text.replaceAll(/[\s,_]/g, '')
  return /^\d{1,12}$/.test(digits) ? Number(digits) : Number.NaN
}
