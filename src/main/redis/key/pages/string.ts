import { MOST_SHOWN, showValue } from '../shown/show-value.ts'
import { readText, wholeLetters } from '../shown/utf8.ts'
import { readPlace } from './place.ts'
import type { PageReader } from './reading.ts'

/** A piece of the string. The first one is shown as what it is found to be, the later ones as they are. */
export const readStringPage: PageReader = async ({ key, connection }, from) => {
  const offset = readPlace(from)
  const [length, piece] = await connection.ask(
    ['STRLEN', key],
    ['GETRANGE', key, offset, offset + MOST_SHOWN - 1],
  )
  const total = Number(connection.expect(length, 'STRLEN'))
  const reply = connection.expect(piece, 'GETRANGE')
  const loaded = Buffer.isBuffer(reply) ? reply : Buffer.alloc(0)
  const isLast = offset + loaded.length >= total
  // A letter that is cut at the end belongs to the next page.
  const isText = !isLast && readText(loaded, false) !== undefined
  const bytes = isText ? loaded.subarray(0, wholeLetters(loaded)) : loaded
  const shown = await showValue(bytes, { storedBytes: isLast ? bytes.length : total, offset })
  const isPacked = shown.formats[0] === 'gzip' || shown.formats[0] === 'zlib'
  return {
    page: { type: 'string', value: { ...shown, bytes: total } },
    // The rest of what is packed says nothing by itself.
    next: isLast || isPacked || bytes.length === 0 ? null : String(offset + bytes.length),
    total,
  }
}
