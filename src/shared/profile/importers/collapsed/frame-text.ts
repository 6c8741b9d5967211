import type { FrameDraft } from '../../build.ts'
import { type Origin, originCategories, originOf } from '../../origin.ts'

/**
 * A frame as profilers write it into one word of a collapsed stack. `name (file:line:column)` is taken
 * apart, as py-spy writes it and frameText does; `_[k]`, `_[j]` and the like stay in the name, so that what
 * is distinct in the file stays distinct, and say where the code comes from.
 */
export function frameOfText(text: string): FrameDraft {
  const placed = placedFrame(text)
  if (placed !== undefined) return placed
  const perfMap =
    text.length > longestMapped
      ? null
      : /^(\w+:[*~^+]?.*?) ((?:\/|[A-Za-z]:\\|file:|node:)\S.*?):(\d+)(?::(\d+))?$/.exec(text)
  if (perfMap !== null) return frame(perfMap[1] ?? '', perfMap[2] ?? '', perfMap[3], perfMap[4])
  return { name: text, category: originCategories.indexOf(originOfName(text)) }
}

/** Longer names are none of a function with its place. */
const longestMapped = 2000

/** The same in one word again; what {@link frameOfText} reads as the same frame, where that is possible. */
export function frameText(name: string, file: string, line: number, column: number): string {
  if (file === '') return name
  if (line === 0) return `${name} (${file})`
  return column === 0 ? `${name} (${file}:${line})` : `${name} (${file}:${line}:${column})`
}

function placedFrame(text: string): FrameDraft | undefined {
  if (!text.endsWith(')')) return undefined
  const open = openingOf(text)
  if (open < 1 || text[open - 1] !== ' ') return undefined
  const inside = text.slice(open + 1, -1)
  const [, file = '', line, column] = /^(.*?)(?::(\d{1,9}))?(?::(\d{1,9}))?$/s.exec(inside) ?? []
  if (file === '' || (line === undefined && !isFile(file))) return undefined
  return frame(text.slice(0, open - 1), file, line, column)
}

/** Where the bracket opens that the last letter closes: names of files may have brackets. */
function openingOf(text: string): number {
  let depth = 0
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ')') depth++
    else if (text[at] === '(' && --depth === 0) return at
  }
  return -1
}

/** Arguments of a function in brackets are no file. */
function isFile(text: string): boolean {
  return /^(?:[^\s,]*[\\/][^,]*|<[^,]*>|\[[^,\]]*\]|[^\s,:&*]+\.\w{1,8}(?:\.\d+)*|node:\S+)$/.test(text)
}

function frame(name: string, file: string, line?: string, column?: string): FrameDraft {
  return {
    name,
    file,
    line: Number(line ?? 0),
    column: Number(column ?? 0),
    category: originOf(name, file),
  }
}

/** Of a frame that is nothing but a name. */
function originOfName(name: string): Origin {
  const named = originCategories[originOf(name, '')]
  if (named !== undefined && named !== 'native') return named
  // `_[k]` is the kernel's; `[libc.so.6]` and `libc.so.6`write` are of a library.
  if (/_\[k\]$|^\[.*\]$|\.(?:so|dylib|dll)\b.*`|^(?:genunix|unix|mach_kernel)`/.test(name)) return 'native'
  return 'app'
}
