import { LineCounter, parseDocument } from 'yaml'
import { Failure } from '#shared/failure.ts'

/**
 * Reads YAML that others wrote. An alias may be used a hundred times over, which keeps a file of a few
 * lines from growing to gigabytes; nothing is ever constructed but plain data.
 *
 * @throws Failure BAD_INPUT with the line. The parser's own words are left out: they repeat the text.
 */
export function parseYaml(text: string): unknown {
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, {
      merge: true,
      prettyErrors: false,
      lineCounter: lines,
      logLevel: 'silent',
    })
    const [error] = document.errors
    if (error !== undefined) {
      throw new Failure('BAD_INPUT', `The YAML is malformed in line ${lines.linePos(error.pos[0]).line}.`)
    }
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    if (error instanceof Failure) throw error
    if (error instanceof ReferenceError && /alias/i.test(error.message)) {
      throw new Failure('BAD_INPUT', 'The YAML uses its aliases so often that it was not read.')
    }
    throw new Failure('BAD_INPUT', 'The YAML could not be read: it is nested too deep or malformed.')
  }
}

export type YamlMap = Record<string, unknown>

export function isMap(value: unknown): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A scalar as text: YAML makes numbers and booleans of what people mean as words. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
