/** What the bytes of a JSON string mean. */
import { Failure } from '../failure.ts'
import type { Bytes } from '../units.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
/** Up to here letters are put together one by one, which is faster than asking the decoder. */
const short = 48

/** V8's strings end at 512 MiB, and nothing that has a name has one so long. */
const longest: Bytes = 256 << 20

/** The text between the quotes at `start` − 1 and `end`; bytes that are no UTF-8 become U+FFFD. */
export function decodeText(bytes: Uint8Array, start: number, end: number, escaped: boolean): string {
  if (end - start > longest) {
    throw new Failure('BAD_INPUT', `The file has a text longer than 256 MiB at byte ${start}.`, {
      hint: 'It is no file of this kind, or damaged.',
      facts: { byte: start },
    })
  }
  if (escaped) return unescaped(bytes, start, end)
  if (end - start > short) return utf8.decode(bytes.subarray(start, end))
  let text = ''
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x80) return utf8.decode(bytes.subarray(start, end))
    text += String.fromCharCode(byte)
  }
  return text
}

const escapes: Readonly<Record<number, string>> = {
  0x22: '"',
  0x5c: '\\',
  0x2f: '/',
  0x62: '\b',
  0x66: '\f',
  0x6e: '\n',
  0x72: '\r',
  0x74: '\t',
}

/** An escape that JSON does not know stands for its letter, as careless writers mean it. */
function unescaped(bytes: Uint8Array, start: number, end: number): string {
  const parts: string[] = []
  let from = start
  let at = start
  while (at < end) {
    if (bytes[at] !== 0x5c) {
      at++
      continue
    }
    if (at > from) parts.push(decodeText(bytes, from, at, false))
    const letter = bytes[at + 1] ?? 0
    const unit = letter === 0x75 ? hexadecimal(bytes, at + 2, end) : -1
    if (unit !== -1) {
      parts.push(String.fromCharCode(unit))
      at += 6
      from = at
      continue
    }
    const meant = escapes[letter]
    if (meant !== undefined) parts.push(meant)
    // Otherwise the letter itself, which may be the first of several bytes, begins the next part.
    from = meant === undefined ? at + 1 : at + 2
    at += 2
  }
  if (end > from) parts.push(decodeText(bytes, from, end, false))
  return parts.join('')
}

/** Four hexadecimal digits as a number; −1 where they are none. */
function hexadecimal(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) return -1
  let value = 0
  for (let digit = 0; digit < 4; digit++) {
    const byte = bytes[at + digit] ?? 0
    const lower = byte | 0x20
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57
    else return -1
  }
  return value
}
