/** Kept of what a process wrote, to be shown beside it. */
const KEPT_LINES = 200
const LONGEST_LINE = 2_000

export interface OutputLines {
  /** One for each stream: lines of two streams do not run into each other. */
  stream: () => (chunk: string) => void
  /** The last lines, oldest first; one without an end is the last. */
  lines: () => string[]
}

/** @param onLine is told every line that has its end, uncut */
export function keepLines(onLine: (line: string) => void): OutputLines {
  const kept: string[] = []
  const open = new Map<symbol, string>()
  const keep = (line: string) => {
    kept.push(line.slice(0, LONGEST_LINE))
    if (kept.length > KEPT_LINES * 2) kept.splice(0, KEPT_LINES)
    onLine(line)
  }
  return {
    stream() {
      const key = Symbol('stream')
      return (chunk) => {
        const lines = ((open.get(key) ?? '') + chunk).split(/\r?\n/)
        const rest = lines.pop() ?? ''
        for (const line of lines) keep(line)
        // A line that never ends does not fill the memory.
        open.set(key, rest.slice(-LONGEST_LINE))
      }
    },
    lines: () => [...kept, ...[...open.values()].filter((line) => line !== '')].slice(-KEPT_LINES),
  }
}
