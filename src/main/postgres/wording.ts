/** How findings about Postgres write names; figures are written as everywhere. */
import { quoteIdentifier } from './explain/account/quote-identifier.ts'

export { bytes, count, counted, duration, list, percent } from '#main/wording.ts'

/** A relation as SQL must write it, whatever the search path is. */
export function qualified(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** A relation as people call it: without `public`. */
export function plainName(schema: string, name: string): string {
  return schema === 'public' ? quoteIdentifier(name) : qualified(schema, name)
}
