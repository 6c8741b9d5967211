/**
 * The text of a file in the encoding that its first bytes show: UTF-16 as Windows' programs write it, with
 * or without its mark, else UTF-8. Bytes that are neither become U+FFFD.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

/** Enough to see whether every other byte is 0, as it is in UTF-16 of plain letters. */
const sampled = 200

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const nulls = [0, 0]
  const sample = bytes.subarray(0, sampled)
  sample.forEach((byte, at) => {
    if (byte === 0) nulls[at % 2] = (nulls[at % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = nulls
  if (odd > sample.length / 3 && even === 0) return 'utf-16le'
  if (even > sample.length / 3 && odd === 0) return 'utf-16be'
  return 'utf-8'
}
