/** Takes plans of auto_explain out of a server's log. */

export interface LogEntry {
  /** What the server measured, ms. */
  durationMs: number
  /** The message behind `duration: … plan:`, without what the log put before its lines. */
  lines: string[]
}

/**
 * The end of the line that auto_explain's message begins with. The words are translated: `Dauer: 1.2 ms
 * Plan:`, `durée : 1.2 ms  plan :`.
 */
const headerEnd =
  /[:：] ?(\d+[.,]\d+) ?(?:ms|мс|ミリ秒|毫秒)?[\s,，、]{0,4}(?:plan|план|プラン|计划|計画|实行计划)\s?[:：]\s*$/iu
const anyHeader = new RegExp(headerEnd.source, 'imu')
/** The word that says how grave a line is, before its message. */
const severity = /(?:^|\s)(?!WAL:)(?:\p{Lu}{3,12}|DEBUG\d): {1,2}(?=\S)/u

/** The entries that hold plans; empty where the text is no log. Handles prefixes on every line or on the first only. */
export function logEntries(text: string): LogEntry[] {
  if (!anyHeader.test(text)) return []
  const lines = withoutSyslog(text.split('\n'))
  const entries: LogEntry[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const first = lines[at] ?? ''
    const duration = headerOf(first)
    if (duration === undefined) continue
    const { entry, next } = readEntry(lines, at, duration)
    entries.push(entry)
    at = next - 1
  }
  return entries
}

function headerOf(line: string): number | undefined {
  if (line.length < 12) return undefined
  // Only the end of a line is of interest; a long one is not searched as a whole.
  const [, figure] = headerEnd.exec(line.slice(-80)) ?? []
  return figure === undefined ? undefined : Number(figure.replace(',', '.'))
}

function readEntry(
  lines: readonly string[],
  at: number,
  durationMs: number,
): { entry: LogEntry; next: number } {
  const first = lines[at] ?? ''
  if (first.split('"').length % 2 === 0) return readCsvEntry(lines, at, durationMs)
  const prefix = prefixPattern(first)
  const second = lines[at + 1] ?? ''
  const isIndented = /^\s/.test(second)
  const isPrefixed = !isIndented && prefix !== undefined && prefix.test(second)
  const entry: LogEntry = { durationMs, lines: [] }
  let next = at + 1
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? ''
    if (headerOf(line) !== undefined) break
    if (isIndented) {
      if (!/^\s/.test(line) && line !== '') break
      entry.lines.push(line.startsWith('\t') ? line.slice(1) : line)
    } else if (isPrefixed) {
      const rest = line.replace(prefix, '')
      if (severity.test(rest.slice(0, 40)) && /^\s*\p{Lu}/u.test(rest) && !/^\s*[A-Z][a-z]/.test(rest)) break
      entry.lines.push(rest.startsWith('\t') ? rest.slice(1) : rest)
    } else {
      if (prefix?.test(line) === true && severity.test(line.slice(0, 400))) break
      entry.lines.push(line)
    }
  }
  return { entry, next }
}

/** csvlog: the message is a field in quotes, which opened on the first line. */
function readCsvEntry(
  lines: readonly string[],
  at: number,
  durationMs: number,
): { entry: LogEntry; next: number } {
  const entry: LogEntry = { durationMs, lines: [] }
  let next = at + 1
  for (; next < lines.length; next += 1) {
    const line = (lines[next] ?? '').replaceAll('""', '\0')
    const end = line.indexOf('"')
    entry.lines.push((end === -1 ? line : line.slice(0, end)).replaceAll('\0', '"'))
    if (end !== -1) break
  }
  return { entry, next: next + 1 }
}

/**
 * What stands before the severity on an entry's first line, as a pattern that other lines of the same
 * process fit: anything with a figure in it may change.
 */
function prefixPattern(first: string): RegExp | undefined {
  const message = severity.exec(first)
  const prefix = message ? first.slice(0, message.index) : ''
  if (prefix.trim() === '' || prefix.length > 300) return undefined
  const pattern = prefix
    .trimEnd()
    .split(/([A-Za-z0-9]*\d[A-Za-z0-9]*)/)
    .map((part, index) =>
      index % 2 === 1 ? '[A-Za-z0-9]+' : part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('')
  return new RegExp(`^${pattern}(?:\\s\\p{Lu}{3,12}: {1,2}(?=\\s)|[ ]?)`, 'u')
}

/** syslog puts `… postgres[123]: [4-2] ` before each line and writes a tab as `#011`. */
function withoutSyslog(lines: readonly string[]): string[] {
  const mark = /^.{0,200}?\[\d+\]: \[\d+-\d+\] ?/
  if (!lines.some((line) => line.includes(']: [') && mark.test(line))) return [...lines]
  return lines.map((line) =>
    line.replace(mark, '').replace(/^(?:#011)+/, (tabs) => '\t'.repeat(tabs.length / 4)),
  )
}
