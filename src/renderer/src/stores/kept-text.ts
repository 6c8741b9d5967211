import type * as z from 'zod'

/** What was kept as JSON; null where nothing was, or where it is not what the schema says. */
export function readKept<T>(stored: string | null, schema: z.ZodType<T>): T | null {
  if (stored === null) return null
  let value: unknown
  try {
    value = JSON.parse(stored)
  } catch {
    return null
  }
  const kept = schema.safeParse(value)
  return kept.success ? kept.data : null
}
