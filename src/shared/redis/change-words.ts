import { Failure } from '../failure.ts'
import type { Bytes } from '../units.ts'
import { type Argument, quoteArgument, textOfBytes } from './arguments.ts'
import { keyNameOf } from './key-name.ts'

/** What is kept of deleted keys for undo, unless told. */
export const DEFAULT_KEEP: Bytes = 64 * 1024 ** 2

/** 316 years: no TTL is meant to be longer, and the server's clock holds it. */
export const LONGEST_TTL = 10_000_000_000
/** A key is to live at least a tenth of what was said. */
export const MOST_JITTER = 90

/** Every form, for messages and help. */
export const redisChangeForms = [
  'CONFIG SET <name> <value> [<name> <value>…]',
  'CONFIG REWRITE',
  'CONFIG RESETSTAT',
  'MEMORY PURGE',
  'SLOWLOG RESET',
  'LATENCY RESET',
  'EXPIRE <key> <seconds>',
  'PERSIST <key>',
  'UNLINK <key> [<key>…] [KEEP <bytes>]',
  'RENAMENX <key> <new key>',
  'EACH <glob> [EXCEPT <glob>]… [TYPE <type>] EXPIRE <seconds> [JITTER <percent>] [IF NONE | IF LONGER | IF NONE OR LONGER]',
  'EACH <glob> … EXTEND <seconds> [JITTER <percent>]',
  'EACH <glob> … JITTER <percent>',
  'EACH <glob> … PERSIST',
  'EACH <glob> … UNLINK [KEEP <bytes>]',
] as const

export const units = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const

/** The words of a change, taken from left to right. */
export class Words {
  readonly #words: readonly Argument[]
  #at = 0

  constructor(words: readonly Argument[]) {
    this.#words = words
  }

  atEnd(): boolean {
    return this.#at >= this.#words.length
  }

  end(): void {
    if (this.atEnd()) return
    const rest = this.#words.slice(this.#at, this.#at + 3).map(({ bytes }) => quoteArgument(bytes))
    throw new Failure('BAD_INPUT', `${shortened(rest.join(' '))} is too much: the change ends before it.`, {
      hint: 'Names with spaces stand in quotes. One change at a time.',
    })
  }

  /** The next word, where it may be a keyword, in capitals. */
  keyword(): string | undefined {
    const word = this.#words[this.#at]
    const text = word?.bare === true ? textOfBytes(word.bytes) : undefined
    if (text === undefined || !/^[a-z]+$/i.test(text)) return undefined
    this.#at++
    return text.toUpperCase()
  }

  isNext(keyword: string): boolean {
    const at = this.#at
    const is = this.keyword() === keyword
    this.#at = at
    return is
  }

  take(keyword: string): boolean {
    const is = this.isNext(keyword)
    if (is) this.#at++
    return is
  }

  oneOf<const K extends string>(after: string, keywords: readonly K[]): K {
    const given = this.keyword()
    const found = keywords.find((keyword) => keyword === given)
    if (found !== undefined) return found
    throw new Failure('BAD_INPUT', `After ${after} comes ${keywords.join(' or ')}.`, {
      hint: `Known are: ${redisChangeForms.filter((form) => form.startsWith(after.split(' ')[0] ?? '')).join('; ')}.`,
    })
  }

  key(after: string): string {
    const form = redisChangeForms.find((one) => one.startsWith(after)) ?? after
    return keyNameOf(this.#next(`a key. Write ${form}`))
  }

  text(what: string): string {
    const text = textOfBytes(this.#next(what))
    if (text !== undefined) return text
    throw new Failure('BAD_INPUT', `There are bytes that are no text where ${what} is wanted.`, {
      hint: 'In a glob ? stands for any one byte.',
    })
  }

  seconds(after: string): number {
    const text = this.text(`seconds after ${after}`)
    const seconds = /^\d{1,11}$/.test(text) ? Number(text) : 0
    if (seconds >= 1 && seconds <= LONGEST_TTL) return seconds
    throw new Failure(
      'BAD_INPUT',
      `Seconds are a whole number from 1 to ${LONGEST_TTL}, not ${shortened(text)}.`,
      {
        hint: 'To delete keys write UNLINK.',
      },
    )
  }

  percent(least: number): number {
    const text = this.text('percent after JITTER')
    const percent = /^\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : -1
    if (percent >= least && percent <= MOST_JITTER) return percent
    throw new Failure(
      'BAD_INPUT',
      `Jitter is a number from ${least} to ${MOST_JITTER} percent, not ${shortened(text)}.`,
      {
        hint: 'For example JITTER 10: each key lives up to 10 % shorter or longer.',
      },
    )
  }

  bytes(): Bytes {
    const text = this.text('bytes after KEEP')
    const [, digits, unit = 'b'] = /^(\d{1,15})(b|kb|mb|gb)?$/i.exec(text) ?? []
    // The pattern lets only these through.
    const bytes = Number(digits) * units[unit.toLowerCase() as keyof typeof units]
    if (Number.isSafeInteger(bytes)) return bytes
    throw new Failure('BAD_INPUT', `KEEP takes bytes, such as 64mb, not ${shortened(text)}.`, {
      hint: 'Units are b, kb, mb and gb. KEEP 0 keeps nothing.',
    })
  }

  #next(what: string): Uint8Array {
    const word = this.#words[this.#at++]
    if (word) return word.bytes
    throw new Failure('BAD_INPUT', `The change ends where there should be ${what}.`)
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
