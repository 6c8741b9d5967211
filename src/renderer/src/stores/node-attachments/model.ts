/** Attaching, as the page knows it. Pure. */
import type { Attachment, AttachInput, Thread } from '#shared/contract/node/attachments.ts'
import type { Failure } from '#shared/failure.ts'

/** Something under way with one process, or why it failed. */
export type Attempt = { kind: 'busy' } | { kind: 'failed'; failure: Failure }

/** What Pitwall was asked to start. */
export type StartedProcess = Extract<AttachInput, { by: 'run' }>

/** One name for each thing that one can attach to. */
export function keyOf(input: AttachInput): string {
  switch (input.by) {
    case 'pid':
      return `pid ${input.pid}`
    case 'target':
      return `target ${input.targetId}`
    case 'inspector':
      return 'address'
    case 'run':
      return 'run'
  }
}

/** The thread that is looked at: the chosen one while it lives, else the main thread. */
export function shownThread({ threads }: Attachment, chosen: string | undefined): Thread {
  return (
    threads.find(({ id }) => id === chosen) ??
    threads.find(({ kind }) => kind === 'main') ?? { id: 'main', kind: 'main', title: 'main thread' }
  )
}

/** A host and port as typed, `localhost:9229`, `[::1]:9229`, or a port alone; undefined where it is none. */
export function addressOf(typed: string): { host: string; port: number } | undefined {
  const text = typed
    .trim()
    .replace(/^(?:ws|http):\/\//, '')
    .replace(/\/.*$/, '')
  const parts = /^(?:(?:(?<host>[^\s:[\]]+)|\[(?<six>[\da-f:.]+)\]):)?(?<port>\d{1,5})$/i.exec(text)?.groups
  const port = Number(parts?.['port'])
  if (parts === undefined || !(port >= 1 && port <= 65_535)) return undefined
  return { host: parts['host'] ?? parts['six'] ?? '127.0.0.1', port }
}

/** Lines of `NAME=value`; a message where one is none. Empty lines and those that begin with `#` do not count. */
export function environmentOf(typed: string): { env: Record<string, string> } | { error: string } {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const wrong = lines.find((line) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(line))
  // The line itself is not told: it may hold a secret.
  if (wrong !== undefined) return { error: `Line ${lines.indexOf(wrong) + 1} is not NAME=value` }
  const entries = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  return { env: Object.fromEntries(entries) }
}
