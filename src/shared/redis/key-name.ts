/**
 * Names of keys are bytes. Most are UTF-8 text and travel as that; one that is not, or that begins with
 * the mark itself, travels as the mark and its bytes in base64, so that every name has one way there
 * and back.
 */
const MARK = 'base64:'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

export function keyNameOf(bytes: Uint8Array): string {
  let text: string
  try {
    text = strict.decode(bytes)
  } catch {
    return MARK + base64Of(bytes)
  }
  return text.startsWith(MARK) ? MARK + base64Of(bytes) : text
}

/** @throws DOMException when what follows the mark is no base64 */
export function bytesOfKeyName(name: string): Uint8Array {
  return name.startsWith(MARK) ? bytesOfBase64(name.slice(MARK.length)) : encoder.encode(name)
}

/** As text for programs, such as a part of an address; what is no text becomes replacement characters. */
export function keyNameAsText(name: string): string {
  return name.startsWith(MARK) ? lenient.decode(bytesOfKeyName(name)) : name
}

/** For the screen: what is no text shows as redis-cli writes it, `\xff`, so that two names never look alike. */
export function shownKeyName(name: string): string {
  return (name.startsWith(MARK) ? textOf(bytesOfKeyName(name)) : name).replace(control, escapeOf)
}

/** Control characters would not be seen, or would break the line. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const control = /[\u0000-\u001F\u007F]/g

function escapeOf(letter: string): string {
  return `\\x${(letter.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`
}

function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const letter = letterAt(bytes, at)
    text += letter ?? escapeOf(String.fromCodePoint(bytes[at] ?? 0))
    at += letter === undefined ? 1 : encoder.encode(letter).length
  }
  return text
}

/** A character of UTF-8 takes one to four bytes. */
function letterAt(bytes: Uint8Array, at: number): string | undefined {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      return strict.decode(bytes.subarray(at, at + length))
    } catch {
      // Longer, or no text.
    }
  }
  return undefined
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
}

function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0)
}
