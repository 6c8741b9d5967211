import { Failure } from '#shared/failure.ts'
import type { Found, Reading, Surroundings } from './found.ts'
import { looksLikeTargetUrl, parseTargetUrl, type UrlTarget } from './url.ts'

/** One URL, or one on each line. */
export function looksLikeUrls(text: string): boolean {
  const lines = linesOf(text)
  return lines.length > 0 && lines.length <= 100 && lines.every(looksLikeTargetUrl)
}

export function readUrls(text: string, surroundings: Surroundings): Reading {
  const reading: Reading = { found: [], problems: [] }
  const lines = linesOf(text)
  for (const [index, line] of lines.entries()) {
    const place = lines.length === 1 ? '' : `line ${index + 1}`
    try {
      reading.found.push(foundFrom(parseTargetUrl(line, surroundings), place))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      reading.problems.push([place, sentenceOf(error)].filter(Boolean).join(': '))
    }
  }
  return reading
}

const linesOf = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((line) => line !== '')

export function foundFrom({ address, password }: UrlTarget, place: string, name?: string): Found {
  return {
    name: name ?? nameOf(address),
    address,
    password: password === undefined ? { kind: 'none' } : { kind: 'value', value: password },
    place,
  }
}

/** What a failure says, with what to try. */
export function sentenceOf(failure: Failure): string {
  return failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`
}

/** A name to begin with; people may change it. */
export function nameOf(address: UrlTarget['address']): string {
  if (address.kind === 'postgres') return address.database
  if (address.kind === 'redis') return address.database === 0 ? 'redis' : `redis ${address.database}`
  if (address.kind === 'http') return new URL(address.url).host
  return `node :${address.port}`
}
