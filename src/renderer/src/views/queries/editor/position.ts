/**
 * Where in a text the server says that an error is. It counts characters from 1, and a character
 * outside the basic plane (an emoji) is one to it but two to JavaScript.
 */

/** The offset in UTF-16 units of the server's `position` in `text`, within the text. */
export function offsetOfPosition(text: string, position: number): number {
  let offset = 0
  for (let character = 1; character < position && offset < text.length; character++) {
    // A code point above 0xFFFF takes two units.
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  }
  return offset
}

const wordCharacter = /[\p{L}\p{N}_$]/u

function isWordAt(text: string, offset: number): boolean {
  return wordCharacter.test(text.charAt(offset))
}

/** The name, dots included, or the single character at `offset`: what to underline. Never empty in a text that is not. */
export function wordAt(text: string, offset: number): { from: number; to: number } {
  const from = Math.min(offset, Math.max(0, text.length - 1))
  let to = from
  while (isWordAt(text, to) || (text.charAt(to) === '.' && to > from && isWordAt(text, to + 1))) to++
  return { from, to: Math.min(text.length, Math.max(to, from + 1)) }
}
