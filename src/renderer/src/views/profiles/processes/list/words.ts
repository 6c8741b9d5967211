/** What the list says of a process. Pure. */
import { formatBytes } from '#renderer/ui/format.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import type { NodeProcess } from '#shared/contract/node/processes.ts'

/** `:3000`, `:3000 :3001`; undefined where it listens nowhere. */
export function portsOf({ ports }: Pick<NodeProcess, 'ports'>): string | undefined {
  const numbers = [...new Set(ports.map(({ port }) => port))]
  if (numbers.length === 0) return undefined
  const shown = numbers.slice(0, 3).map((port) => `:${port}`)
  return numbers.length > shown.length ? `${shown.join(' ')} …` : shown.join(' ')
}

/** `pid 4123 · 84 MiB · inspector at :9229`. */
export function factsOf({ pid, residentBytes, inspector }: NodeProcess): string {
  const state = inspector.state === 'open' ? `inspector at :${inspector.port}` : 'inspector closed'
  return [`pid ${pid}`, ...(residentBytes === null ? [] : [formatBytes(residentBytes)]), state].join(' · ')
}

/** Its command, and where it runs; for a process of the machine. */
export function linesOf(process: NodeProcess): { text: string; mono?: boolean }[] {
  return [
    { text: process.command, mono: true },
    ...(process.cwd === null ? [] : [{ text: `in ${process.cwd}` }]),
    { text: factsOf(process) },
  ]
}

/** Why it cannot be attached to, one sentence. */
export function refusalOf({ inspector }: NodeProcess): string | undefined {
  return inspector.state === 'refused' ? inspector.reason : undefined
}

/** `pid 4123 · 127.0.0.1:9229`. */
export function addressOf({ pid, host, port }: Pick<Attachment, 'pid' | 'host' | 'port'>): string {
  return [...(pid === null ? [] : [`pid ${pid}`]), `${host.includes(':') ? `[${host}]` : host}:${port}`].join(
    ' · ',
  )
}
