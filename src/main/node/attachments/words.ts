import { type CommandWord, wordsAsWritten } from '#shared/command-words.ts'
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
  const split = wordsAsWritten(text, platform === 'win32' ? () => false : isEscaped)
  // Quoted it would be written differently.
  const free = split.find(({ written }) => shellWords.has(written))
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

/** In double quotes a backslash stands for itself before most characters, in single ones before all. */
const isEscaped = (next: string, quote: string | undefined) =>
  quote === undefined || (quote === '"' && /["\\$`]/.test(next))

/** Where the name or the sign is quoted, it is none to a shell. */
const isVariable = ({ written }: CommandWord) => /^[A-Za-z_]\w*=/.test(written)
