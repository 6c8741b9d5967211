/** A part of a command; text is sent as UTF-8. */
export type Argument = string | Buffer | number

const LINE_END = Buffer.from('\r\n')

/** The bytes of one command: an array of bulk strings. */
export function encodeCommand(args: readonly Argument[]): Buffer {
  // Text is the common case, and one string of it is made into bytes faster than many pieces.
  if (args.every((arg) => typeof arg !== 'object')) return Buffer.from(asText(args))
  const pieces: Buffer[] = [Buffer.from(`*${args.length}\r\n`)]
  for (const arg of args) {
    const bytes = typeof arg === 'object' ? arg : Buffer.from(String(arg))
    pieces.push(Buffer.from(`$${bytes.length}\r\n`), bytes, LINE_END)
  }
  return Buffer.concat(pieces)
}

function asText(args: readonly (string | number)[]): string {
  let text = `*${args.length}\r\n`
  for (const arg of args) {
    const part = String(arg)
    text += `$${Buffer.byteLength(part)}\r\n${part}\r\n`
  }
  return text
}
