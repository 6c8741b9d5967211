import type { Bytes, EpochMilliseconds } from '#shared/units.ts'
import type { Listening } from '../process.ts'

export interface PsRow {
  pid: number
  parentPid: number
  user: string
  residentBytes: Bytes
  startedAt: EpochMilliseconds | null
  /** As ps tells it; the same as long as it is the same process. */
  birth: string
  executable: string
}

/** `ps -ww -o pid=,ppid=,user=,rss=,lstart=,comm=`; the path of the program comes last and may have spaces. */
export function readPs(text: string): PsRow[] {
  const line = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.+?)\s*$/
  return text.split('\n').flatMap((row) => {
    const found = line.exec(row)
    if (found === null) return []
    const [, pid, parentPid, user = '', kibibytes, birth = '', executable = ''] = found
    const startedAt = Date.parse(birth)
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        user,
        residentBytes: Number(kibibytes) * 1_024,
        startedAt: Number.isNaN(startedAt) ? null : startedAt,
        birth,
        executable,
      },
    ]
  })
}

/** `ps -ww -o pid=,command=`: the words of each, as far as spaces tell them apart. */
export function readCommands(text: string): Map<number, string[]> {
  const rows = text.split('\n').flatMap((row) => {
    const found = /^\s*(\d+)\s+(.+?)\s*$/.exec(row)
    return found === null ? [] : [[Number(found[1]), (found[2] ?? '').split(/\s+/)] as const]
  })
  return new Map(rows)
}

/**
 * NODE_OPTIONS in `ps -E -ww -o command=`, which puts the variables behind the words; its value ends
 * where the next variable begins. Empty where there is none.
 */
export function readNodeOptions(text: string): string {
  return /(?:^|\s)NODE_OPTIONS=(.*?)(?=\s+[A-Za-z_]\w*=|\s*$)/s.exec(text)?.[1]?.trim() ?? ''
}

/** `lsof -nP -iTCP -sTCP:LISTEN -F pcn`, by pid. */
export function readLsof(text: string): Map<number, { name: string; listening: Listening[] }> {
  const found = new Map<number, { name: string; listening: Listening[] }>()
  let current = { name: '', listening: new Array<Listening>() }
  for (const line of text.split('\n')) {
    const value = line.slice(1)
    if (line.startsWith('p')) {
      current = { name: '', listening: [] }
      found.set(Number(value), current)
    }
    if (line.startsWith('c')) current.name = value
    if (!line.startsWith('n')) continue
    const [, host = '', port] = /^(.*):(\d+)$/.exec(value) ?? []
    if (port === undefined) continue
    const bare = host.replace(/^\[|\]$/g, '')
    // The same port shows up once for each of IPv4 and IPv6.
    if (current.listening.some(({ socket }) => socket === value)) continue
    current.listening.push({ host: bare, port: Number(port), socket: value })
  }
  return found
}

/** `lsof -a -d cwd -F pn`, by pid. */
export function readFolders(text: string): Map<number, string> {
  const found = new Map<number, string>()
  let pid = 0
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    if (line.startsWith('n')) found.set(pid, line.slice(1))
  }
  return found
}
