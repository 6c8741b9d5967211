import { Failure } from './failure.ts'

/**
 * A command line as its words, as a POSIX shell splits them: by white space, with single quotes, double
 * quotes and backslashes, and nothing else, for no shell ever sees them. A backslash before any other
 * character than a quote, white space or a backslash is one, so that `C:\tools\code.exe` is a word.
 *
 * @throws Failure BAD_INPUT where a quote is not closed
 */
export function commandWords(command: string): string[] {
  return wordsAsWritten(command, (next, quote) => escapable(quote).includes(next)).map(({ value }) => value)
}

function escapable(quote: string | undefined): string {
  if (quote === "'") return ''
  return quote === '"' ? '"\\' : ' \t\n"\'\\'
}

export interface CommandWord {
  value: string
  /** With its quotes and backslashes. */
  written: string
}

/**
 * As {@link commandWords}, where something else decides what a backslash stands before. Any other
 * backslash is one.
 *
 * @param isEscaped of the character after a backslash, and the quote that is open there
 * @throws Failure BAD_INPUT where a quote is not closed
 */
export function wordsAsWritten(
  command: string,
  isEscaped: (next: string, quote: string | undefined) => boolean,
): CommandWord[] {
  const words: CommandWord[] = []
  let word: CommandWord | undefined
  let quote: string | undefined
  for (let at = 0; at < command.length; at++) {
    const char = command.charAt(at)
    const next = command.charAt(at + 1)
    if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    // `""` is a word, an empty one.
    word ??= { value: '', written: '' }
    word.written += char
    if (char === '\\' && next !== '' && isEscaped(next, quote)) {
      word.value += next
      word.written += next
      at += 1
    } else if (char === quote) {
      quote = undefined
    } else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char
    } else {
      word.value += char
    }
  }
  if (quote !== undefined) {
    throw new Failure('BAD_INPUT', `A quote (${quote}) in the command is not closed.`, {
      hint: 'Close it, or write a backslash before it.',
    })
  }
  if (word !== undefined) words.push(word)
  return words
}

/** A word as it has to be written in a command for {@link commandWords} to read it again. */
export function quotedWord(word: string): string {
  if (word !== '' && !/[\s"'\\]/.test(word)) return word
  return word.includes("'") ? `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `'${word}'`
}
