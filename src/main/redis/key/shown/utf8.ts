const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A byte sequence of a letter has four bytes at most. */
const LONGEST_LETTER = 4

/**
 * The bytes as text, or undefined where they are none: no UTF-8, or more than a tenth of it control
 * characters, which is how packed data looks that happens to be UTF-8.
 *
 * @param isWhole otherwise its last letter may be cut; it is left out then
 */
export function readText(bytes: Uint8Array, isWhole: boolean): string | undefined {
  const whole = isWhole ? bytes : bytes.subarray(0, wholeLetters(bytes))
  let text: string
  try {
    text = strict.decode(whole)
  } catch {
    return undefined
  }
  return controlsOf(whole) * 10 <= text.length ? text : undefined
}

/** How many of the bytes are left without the beginning of a letter at the end. */
export function wholeLetters(bytes: Uint8Array): number {
  for (let back = 1; back < LONGEST_LETTER && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) return lengthOf(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function lengthOf(first: number): number {
  if (first >= 0xf0) return 4
  return first >= 0xe0 ? 3 : 2
}

function controlsOf(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) count++
    else if (byte === 0x7f) count++
  }
  return count
}
