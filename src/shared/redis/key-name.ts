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

/** For the screen: what is no text shows as replacement characters. */
export function shownKeyName(name: string): string {
  return name.startsWith(MARK) ? lenient.decode(bytesOfKeyName(name)) : name
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
}

function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0)
}
