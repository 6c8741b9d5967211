/** What bounds a search, as typed and as the contract takes it. Pure. */
import type { AdviseInput } from '#shared/contract/advisor.ts'

/** As typed; empty where nothing is wanted. */
export interface AdviceOptions {
  /** In MiB. */
  budget: string
  /** Most key columns of one index. */
  width: string
  seconds: string
}

export const noOptions: AdviceOptions = { budget: '', width: '', seconds: '' }

type Limits = Pick<AdviseInput, 'budgetBytes' | 'maxWidth' | 'seconds'>

/** What the contract takes, and which fields hold no possible value. */
export function readOptions({ budget, width, seconds }: AdviceOptions): {
  limits: Limits
  wrong: ReadonlySet<keyof AdviceOptions>
} {
  const limits: Limits = {}
  const wrong = new Set<keyof AdviceOptions>()
  const read = (
    field: keyof AdviceOptions,
    text: string,
    fits: (value: number) => boolean,
    take: (value: number) => void,
  ): void => {
    const trimmed = text.trim().replace(',', '.')
    if (trimmed === '') return
    const value = Number(trimmed)
    if (fits(value)) take(value)
    else wrong.add(field)
  }
  read(
    'budget',
    budget,
    (value) => value > 0 && Number.isFinite(value),
    (value) => {
      limits.budgetBytes = value * 1024 * 1024
    },
  )
  read(
    'width',
    width,
    (value) => Number.isInteger(value) && value >= 1 && value <= 8,
    (value) => {
      limits.maxWidth = value
    },
  )
  read(
    'seconds',
    seconds,
    (value) => value >= 0.1 && value <= 600,
    (value) => {
      limits.seconds = value
    },
  )
  return { limits, wrong }
}
