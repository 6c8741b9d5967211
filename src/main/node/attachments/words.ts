import { Failure } from '#shared/failure.ts'

export interface CommandWords {
  /** `NAME=value` before the program, as shells take it. */
  variables: Record<string, string>
  /** The program first; never empty. */
  words: string[]
}

/** What a shell would act on. Standing free it is a sign that the command was written for one. */
const shellWords = new Set(['|', '||', '&', '&&', ';', '>', '>>', '<', '2>', '2>&1', '&>'])

/**
 * Splits a command line into words as a POSIX shell would: quotes, and backslashes except on Windows,
 * where they divide folders. Nothing else of a shell happens: no variables, patterns, pipes.
 *
 * @throws Failure BAD_INPUT for a quote without an end, and for what only a shell could do
 */
export function splitCommand(text: string, platform: NodeJS.Platform = process.platform): CommandWords {
  const split = wordsOf(text, platform !== 'win32')
  const free = split.find(({ value, isQuoted }) => !isQuoted && shellWords.has(value))
  if (free !== undefined) {
    throw new Failure(
      'BAD_INPUT',
      `No shell is involved: ${free.value} would be handed to the program as a word.`,
      {
        hint: `Put it into a script and start that, or start sh -c "…".`,
      },
    )
  }
  const first = split.findIndex((word) => !isVariable(word))
  const words = first === -1 ? [] : split.slice(first).map(({ value }) => value)
  if (words.length === 0) {
    throw new Failure('BAD_INPUT', 'There is no program in the command.', {
      hint: 'Write it as in node server.js.',
    })
  }
  const variables = split.slice(0, first).map(({ value }) => {
    const at = value.indexOf('=')
    return [value.slice(0, at), value.slice(at + 1)]
  })
  return { variables: Object.fromEntries(variables), words }
}

/** Where the name or the sign is quoted, it is none to a shell. */
const isVariable = ({ from }: Word) => /^[A-Za-z_]\w*=/.test(from)

interface Word {
  value: string
  /** As it was written. */
  from: string
  /** At least a part of it. */
  isQuoted: boolean
}

function wordsOf(text: string, hasEscapes: boolean): Word[] {
  const words: Word[] = []
  let word: Word | undefined
  let quote: string | undefined
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? ''
    if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    word ??= { value: '', from: '', isQuoted: false }
    word.from += char
    if (quote === undefined && (char === '"' || char === "'")) {
      quote = char
      word.isQuoted = true
    } else if (char === quote) {
      quote = undefined
    } else if (hasEscapes && char === '\\' && quote !== "'" && index + 1 < text.length) {
      const next = text[++index] ?? ''
      word.from += next
      // In double quotes a backslash stands for itself before most characters.
      word.value += quote === '"' && !/["\\$`]/.test(next) ? char + next : next
      word.isQuoted = true
    } else {
      word.value += char
    }
  }
  if (quote !== undefined) {
    throw new Failure('BAD_INPUT', `A quote ${quote} in the command has no end.`, {
      hint: 'Close it, or write \\' + quote + '.',
    })
  }
  return word === undefined ? words : [...words, word]
}
