import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

const canPin = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0

/** The core of the server, and the one of all its clients. */
const cores = { server: '0', clients: '1' }

/** The words of a command on its core, where this machine can pin. */
export function pinned(words: readonly string[], whose: keyof typeof cores): [string, string[]] {
  const [program = '', ...args] = words
  return canPin ? ['taskset', ['-c', cores[whose], program, ...args]] : [program, args]
}

export interface Ran {
  seconds: number
  output: string
  /** Resident memory at its highest, in bytes; 0 where the system does not tell. */
  memory: number
}

/** Runs a client to its end. */
export async function run(words: readonly string[], signal?: AbortSignal): Promise<Ran> {
  const begunAt = performance.now()
  const child = spawn(...pinned(words, 'clients'), { stdio: ['ignore', 'pipe', 'ignore'] })
  const stop = () => child.kill('SIGINT')
  signal?.addEventListener('abort', stop)
  const pieces: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  let memory = 0
  // taskset becomes the program it starts, so that the process is the client's own.
  const watch = setInterval(() => {
    memory = Math.max(memory, highestMemory(child.pid))
  }, 20)
  const [status] = await once(child, 'close')
  clearInterval(watch)
  signal?.removeEventListener('abort', stop)
  if (status !== 0 && signal?.aborted !== true)
    throw new Error(`${words.join(' ')} ended with ${String(status)}`)
  return { seconds: (performance.now() - begunAt) / 1000, output: Buffer.concat(pieces).toString(), memory }
}

function highestMemory(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return 0
  }
}
