import type { Milliseconds } from '#shared/units.ts'

/** What the contract takes as a statement's timeout. */
const shortest: Milliseconds = 100
const longest: Milliseconds = 86_400_000

/** Seconds as typed; null for an empty text, undefined for what is no possible timeout. */
export function readSeconds(text: string): Milliseconds | null | undefined {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return null
  const milliseconds = Math.round(Number(trimmed) * 1000)
  return milliseconds >= shortest && milliseconds <= longest ? milliseconds : undefined
}
