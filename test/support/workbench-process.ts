import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A built workbench in a process of its own, as `npm start` and `npm run demo` run it. */
export interface WorkbenchProcess {
  /** The address that works once. */
  url: string
  home: string
  pid: number
  /** What it has written to standard error so far. */
  told: () => string
  /** Ctrl-C; resolves with the exit status when it has ended. The home folder is removed unless kept. */
  stop: () => Promise<number | null>
  /** As the system ends it that has no memory left: without a word. */
  kill: () => Promise<void>
}

/** Starts `node out/main/cli.js ARGS` and waits for its address. */
export async function startWorkbench(
  args: string[],
  options: { home?: string } = {},
): Promise<WorkbenchProcess> {
  const home = options.home ?? (await makeHome())
  const child = spawn(process.execPath, ['out/main/cli.js', ...args], {
    env: { ...process.env, PITWALL_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString('utf8')
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const lines = createInterface({ input: child.stdout })
  const address = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const match = /^Pitwall: (http:\S+)$/.exec(line)
      if (match?.[1]) resolve(match[1])
    })
  })
  const url = await Promise.race([address, ended.then(() => undefined)])
  if (url === undefined) throw new Error(`The workbench ended while starting: ${told}`)
  return {
    url,
    home,
    pid: child.pid ?? 0,
    told: () => told,
    async stop() {
      child.kill('SIGINT')
      const status = await ended
      if (options.home === undefined) await rm(home, { recursive: true, force: true })
      return status
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/**
 * A home folder of its own. Others may enter it, so that where the tests run as root the demo's
 * Postgres, which does not, keeps its data inside: all is gone when the folder is removed.
 */
export async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'pitwall-home-'))
  await chmod(home, 0o755)
  return home
}
