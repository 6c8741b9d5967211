/** A text[] in the server's own notation, to be sent as a value. */
export function textArray(texts: readonly string[]): string {
  const quoted = texts.map((text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
  return `{${quoted.join(',')}}`
}
