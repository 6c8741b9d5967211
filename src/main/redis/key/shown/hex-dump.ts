const PER_LINE = 16

/**
 * Bytes as `xxd` shows them: where, sixteen of them, and those that are letters.
 *
 * @param offset where the first stands in the whole
 */
export function hexDump(bytes: Uint8Array, offset = 0): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const line = bytes.subarray(at, at + PER_LINE)
    const place = (offset + at).toString(16).padStart(8, '0')
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, '0'))
    const letters = Array.from(line, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : '.',
    )
    lines.push(`${place}  ${hex.join(' ').padEnd(PER_LINE * 3 - 1)}  ${letters.join('')}`)
  }
  return lines.join('\n')
}
