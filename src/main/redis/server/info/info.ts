/**
 * The answer to INFO: each field by its name, as text. Fields that a server does not have are missing,
 * and which there are differs from version to version, so nobody relies on one.
 */
export type Info = ReadonlyMap<string, string>

/**
 * Reads what INFO answers: lines of `name:value` below headings. Lines that are none of it are left
 * out; of a name that comes twice the first counts, so that a module cannot hide the server's own.
 */
export function parseInfo(reply: Uint8Array | string): Info {
  const text = typeof reply === 'string' ? reply : new TextDecoder().decode(reply)
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 1 || line.startsWith('#')) continue
    const name = line.slice(0, colon)
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).replace(/\r$/, ''))
  }
  return fields
}

/** A number, also one with `%` after it; undefined where there is none. */
export function numberOf(info: Info, name: string): number | undefined {
  return numberFrom(info.get(name))
}

/** The fields inside one: `calls=1,usec=7` of `cmdstat_get`; by what comes after the prefix. */
export function recordsOf(info: Info, prefix: string): Map<string, ReadonlyMap<string, string>> {
  const found = new Map<string, ReadonlyMap<string, string>>()
  for (const [name, value] of info) {
    if (!name.startsWith(prefix) || !value.includes('=')) continue
    found.set(name.slice(prefix.length), readRecord(value, ','))
  }
  return found
}

/** `calls=1,usec=7`, or with spaces between as in CLIENT LIST. What has no `=` is left out. */
export function readRecord(text: string, separator: ',' | ' '): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const part of text.split(separator)) {
    const equals = part.indexOf('=')
    if (equals > 0) fields.set(part.slice(0, equals), part.slice(equals + 1))
  }
  return fields
}

export function numberFrom(text: string | undefined): number | undefined {
  const found = /^-?\d+(?:\.\d+)?/.exec(text ?? '')
  if (found === null) return undefined
  const rest = (text ?? '').slice(found[0].length)
  return rest === '' || rest === '%' ? Number(found[0]) : undefined
}
