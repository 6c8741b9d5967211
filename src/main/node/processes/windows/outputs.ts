import * as z from 'zod'
import type { Bytes, EpochMilliseconds } from '#shared/units.ts'

const rowSchema = z.object({
  ProcessId: z.number(),
  ParentProcessId: z.number(),
  CommandLine: z.string().nullable(),
  ExecutablePath: z.string().nullable(),
  Name: z.string(),
  WorkingSetSize: z.union([z.number(), z.string()]).nullable(),
  Started: z.string().nullable(),
})
const socketSchema = z.object({
  LocalAddress: z.string(),
  LocalPort: z.number(),
  OwningProcess: z.number(),
})
const outputSchema = z.object({
  processes: z.array(rowSchema).nullable(),
  sockets: z.array(socketSchema).nullable(),
})

export interface WindowsProcess {
  pid: number
  parentPid: number
  name: string
  executable: string | null
  args: string[]
  residentBytes: Bytes | null
  startedAt: EpochMilliseconds | null
  birth: string
}

export interface WindowsSocket {
  host: string
  port: number
  pid: number
}

/** What `script.ts` prints; empty where it is nothing of the kind. */
export function readOutput(text: string): { processes: WindowsProcess[]; sockets: WindowsSocket[] } {
  const parsed = outputSchema.safeParse(parseJson(text))
  if (!parsed.success) return { processes: [], sockets: [] }
  const { processes, sockets } = parsed.data
  return {
    processes: (processes ?? []).map((row) => {
      const startedAt = Date.parse(row.Started ?? '')
      return {
        pid: row.ProcessId,
        parentPid: row.ParentProcessId,
        name: row.Name,
        executable: row.ExecutablePath,
        args: splitCommandLine(row.CommandLine ?? ''),
        residentBytes: row.WorkingSetSize === null ? null : Number(row.WorkingSetSize),
        startedAt: Number.isNaN(startedAt) ? null : startedAt,
        birth: row.Started ?? '',
      }
    }),
    sockets: (sockets ?? []).map((row) => ({
      host: row.LocalAddress,
      port: row.LocalPort,
      pid: row.OwningProcess,
    })),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** As the C runtime does it: backslashes count only before a quote, two of them for one. */
export function splitCommandLine(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? ''
    if (!isQuoted && /\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    const slashes = /^\\+(?=")/.exec(line.slice(index))?.[0].length ?? 0
    word ??= ''
    if (slashes > 0) {
      word += '\\'.repeat(Math.floor(slashes / 2))
      index += slashes - 1
      if (slashes % 2 === 1) {
        word += '"'
        index++
      }
      continue
    }
    if (char === '"') isQuoted = !isQuoted
    else word += char
  }
  return word === undefined ? words : [...words, word]
}
