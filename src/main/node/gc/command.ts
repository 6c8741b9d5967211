import type { GcOption } from '#shared/contract/node/gc.ts'
import { Failure } from '#shared/failure.ts'
import { splitCommand } from '../attachments/index.ts'
import { programName, readNodeCommand } from '../processes/index.ts'

/** `NAME=value` before the program, and the words from it on. */
export type CommandWords = ReturnType<typeof splitCommand>

/** What sizes V8's heap, by the name without dashes and underscores that Node takes alike. */
const SIZES =
  /^--(?:(?:max|min)-semi-space-size|(?:max|initial)-(?:old-space|heap)-size|semi-space-growth-factor|max-old-space-size-percentage)$/

/**
 * The words of a command that begins with node.
 *
 * @throws Failure BAD_INPUT for any other, and as {@link splitCommand}
 */
export function nodeCommand(command: string): CommandWords {
  const split = splitCommand(command)
  const [program = ''] = split.words
  if (programName(program) === 'node') return split
  throw new Failure(
    'BAD_INPUT',
    `Sizes can be tried on a command that begins with node, and not with ${program}.`,
    {
      hint: 'Write what it starts in the end: node server.js, or node with the path of the script.',
    },
  )
}

/**
 * The command with the flags directly after node; those of the same name that it had are left out, for
 * the last of them would count.
 */
export function withFlags({ variables, words }: CommandWords, flags: readonly string[]): string {
  const [program = '', ...rest] = words
  const names = new Set(flags.map(nameOf))
  const kept = flags.length === 0 ? rest : withoutOptions(rest, names)
  return [
    ...Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`),
    ...[program, ...flags, ...kept].map(quoted),
  ].join(' ')
}

/** The command gives sizes of its own. */
export function hasSizes({ words }: CommandWords): boolean {
  return optionsOf(words.slice(1)).some((word) => SIZES.test(nameOf(word)))
}

/** @throws Failure BAD_INPUT for flags that are none, or that Pitwall needs itself */
export function requireFlags({ flags }: Pick<GcOption, 'flags'>): void {
  const bad = flags.find(
    (flag) => !/^--[a-z][a-z0-9-_]*(?:=\d+)?$/.test(flag) || flag.startsWith('--inspect'),
  )
  if (bad === undefined) return
  throw new Failure('BAD_INPUT', `${bad} is no flag that can be tried.`, {
    hint: 'Flags such as --max-semi-space-size=32, each a word with its value after an equals sign.',
  })
}

/** Node's own options, of the words after it: those before its script. */
function optionsOf(words: readonly string[]): readonly string[] {
  const { script } = readNodeCommand(['node', ...words], null)
  return script === null ? words : words.slice(0, words.indexOf(script))
}

function withoutOptions(words: readonly string[], names: ReadonlySet<string>): string[] {
  const options = optionsOf(words)
  const kept = options.filter((word, index) => {
    const before = options[index - 1]
    const isValue = !word.startsWith('-') && isSizeAlone(before)
    return !names.has(nameOf(isValue ? (before ?? '') : word))
  })
  return [...kept, ...words.slice(options.length)]
}

/** `--max-old-space-size 4096`: the value is the next word. */
function isSizeAlone(word: string | undefined): boolean {
  return word !== undefined && !word.includes('=') && SIZES.test(nameOf(word))
}

function nameOf(flag: string): string {
  return (flag.split('=')[0] ?? '').replaceAll('_', '-')
}

/** As {@link splitCommand} reads it again, on any system. */
function quoted(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word
  return (
    word
      .split(/('+)/)
      .map((part) => (part === '' ? '' : part.startsWith("'") ? `"${part}"` : `'${part}'`))
      .join('') || "''"
  )
}
