import type { Limitation } from '#shared/contract/finding.ts'
import type { Statement } from '#shared/contract/statements.ts'
import type { Milliseconds } from '#shared/units.ts'
import { findSchemas, type SchemaOf } from '../read/relations.ts'
import type { Session } from '../../session/session.ts'
import type { TextReader } from '../texts/text-reader.ts'
import type { NormalisedText } from '../texts/understand.ts'
import type { Runs } from './runs.ts'

/** Of texts seen running, few are new at a time. */
const LONGEST_READING: Milliseconds = 1000
const MOST_REMEMBERED = 20_000

/** What was seen running as a list; the texts read so far are kept in `normalised`. */
export async function listRuns(
  runs: Runs,
  reader: TextReader,
  normalised: Map<string, NormalisedText>,
  session: Session,
  signal: AbortSignal | undefined,
): Promise<(limit?: number) => Statement[]> {
  const missing = runs.texts().filter((text) => !normalised.has(text))
  if (normalised.size > MOST_REMEMBERED) normalised.clear()
  const facts = await reader.normalise(missing, LONGEST_READING, signal)
  for (const [at, one] of facts.entries()) normalised.set(missing[at] ?? '', one)
  const relations = [...normalised.values()].flatMap((one) => one.relations)
  const schemaOf: SchemaOf = await findSchemas(session, relations)
  return (limit) => runs.statements(normalised, schemaOf, limit)
}

/** What looking from outside cannot tell. */
export const whatLookingMisses: Limitation = {
  message:
    'Times and runs are lower bounds: only what a look met, or what a session ran last, is counted. Rows, blocks and write-ahead log are not seen.',
  hint: 'pg_stat_statements counts everything.',
  proposals: [],
}

/** Said where a text is as long as the server shows it: it was cut, or nearly. */
export function cutTexts(texts: readonly string[], size: string | null): Limitation[] {
  // `1kB`, `4kB` or a number of bytes; the last byte is the end of the text.
  const [, digits, unit] = /^(\d+)(kB|MB|B)?$/.exec(size ?? '1kB') ?? []
  const bytes = Number(digits) * (unit === 'MB' ? 1_048_576 : unit === 'kB' ? 1024 : 1)
  // A character of several bytes is not cut in two.
  const cut = texts.filter((text) => Buffer.byteLength(text) >= bytes - 4).length
  if (cut === 0) return []
  return [
    {
      message: `${cut === 1 ? 'One text was' : `${cut} texts were`} cut after ${bytes} bytes (track_activity_query_size), so ${cut === 1 ? 'its' : 'their'} tables are not known and values stay in.`,
      hint: 'Raise track_activity_query_size; it takes a restart.',
      proposals: [],
    },
  ]
}
