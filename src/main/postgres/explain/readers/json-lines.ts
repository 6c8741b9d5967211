import type { Json } from '../raw.ts'

/**
 * The texts in a file with a JSON object on every line, as jsonlog and the collectors of container logs
 * write them: a message with several lines stands by itself; fields with one line each are the lines of
 * one text. Undefined where the text is no such file.
 */
export function textsOfJsonLines(text: string): string[] | undefined {
  const firstEnd = text.indexOf('\n')
  if (firstEnd === -1 || !/^\s*\{.*\}\s*$/s.test(text.slice(0, firstEnd))) return undefined
  if (parsed(text.slice(0, firstEnd)) === undefined) return undefined
  const messages: string[] = []
  const linesByKey = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const value = line.startsWith('{') ? parsed(line) : undefined
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
    for (const [key, field] of Object.entries(value)) {
      if (typeof field !== 'string') continue
      const content = field.replace(/\n$/, '')
      if (content.includes('\n')) {
        messages.push(content)
        continue
      }
      const lines = linesByKey.get(key)
      if (lines) lines.push(content)
      else linesByKey.set(key, [content])
    }
  }
  // Together they read as one log, of which only the slowest plan is of interest.
  return [messages.join('\n'), ...[...linesByKey.values()].map((lines) => lines.join('\n'))]
}

function parsed(line: string): Json | undefined {
  try {
    // JSON.parse gives what Json describes.
    return JSON.parse(line) as Json
  } catch {
    return undefined
  }
}
