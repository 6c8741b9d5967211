/** A place in a text for people and editors: all 1-based, counted in UTF-16 units as editors do. */
export interface Place {
  /** From the start of the text. */
  position: number
  line: number
  column: number
}

/** The place of a UTF-16 offset (0-based). */
export function placeAt(text: string, offset: number): Place {
  const at = Math.max(0, Math.min(offset, text.length))
  const before = text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  return { position: at + 1, line: before.split('\n').length, column: at - lineStart + 1 }
}

/** The place of the n-th code point (0-based): the unit in which Postgres counts characters. */
export function placeOfCodePoint(text: string, index: number): Place {
  return placeAt(text, utf16Offset(text, index))
}

/** UTF-16 offset of the n-th code point, both 0-based. */
export function utf16Offset(text: string, codePoint: number): number {
  let offset = 0
  for (let index = 0; index < codePoint && offset < text.length; index++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  }
  return offset
}

/** The line around a place, at most 80 characters of it. */
export function excerptAt(text: string, place: Place): string {
  const offset = place.position - 1
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', offset)
  const from = Math.max(lineStart, offset - 40)
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, offset + 40)
  return text.slice(from, to).trim()
}
