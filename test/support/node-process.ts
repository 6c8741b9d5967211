import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { accessSync, constants, realpathSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

export interface NodeProgram {
  /** `24.21.0` */
  version: string
  path: string
}

/** Every Node of this machine's path, the one that runs the tests first. */
export const nodePrograms: readonly NodeProgram[] = findPrograms()

export interface StartOptions {
  /** The text of an ES module, written into a folder of its own. */
  source?: string
  /** A script instead. */
  file?: string
  /** Of the script. */
  args?: readonly string[]
  /** Of node, before the script: `['--max-old-space-size=64']`. */
  nodeArgs?: readonly string[]
  env?: Record<string, string>
  cwd?: string
  /** Open its inspector on a free port; it is not, unless told. */
  inspect?: boolean
  /** Another program than the Node that runs the tests. */
  program?: string
  /**
   * What to wait for: `listening`, that it prints `listening PORT`; `running`, that it prints anything;
   * `spawned`, nothing. `listening` unless told.
   */
  ready?: 'listening' | 'running' | 'spawned'
}

/** A process of a test. Disposing of it kills it and removes its folder. */
export interface TestNode extends AsyncDisposable {
  pid: number
  /** Undefined where it was started without `inspect`. */
  inspectorPort: number | undefined
  /** What it printed that it listens on; 0 where it printed nothing of the kind. */
  port: number
  /** http://127.0.0.1:PORT */
  url: string
  /** All it wrote, both streams. */
  output: () => string
  isAlive: () => boolean
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Sends the signal, SIGKILL unless told, and does not wait. */
  kill: (signal?: NodeJS.Signals) => void
  /** Kills it, waits, removes its folder. */
  stop: () => Promise<void>
}

/** An HTTP service that answers everything with `ok`. */
export const plainService = `
import { createServer } from 'node:http'
const server = createServer((request, response) => response.end('ok'))
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log('listening ' + server.address().port))
`

const children = new Set<ChildProcess>()
// A test run that is ended leaves nothing behind.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Starts {@link plainService} unless told what. */
export async function startNode(options: StartOptions = {}): Promise<TestNode> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-node-'))
  const file = options.file ?? join(folder, 'service.mjs')
  if (options.file === undefined) await writeFile(file, options.source ?? plainService)
  const inspect = options.inspect ? ['--inspect=127.0.0.1:0'] : []
  const child = spawn(
    options.program ?? process.execPath,
    [...inspect, ...(options.nodeArgs ?? []), file, ...(options.args ?? [])],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // The options of the test runner are not the service's.
      env: { ...process.env, NODE_OPTIONS: '', ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    },
  )
  children.add(child)
  const written = { text: '', errors: '' }
  const ended = new Promise<Awaited<TestNode['ended']>>((resolve) => {
    child.once('exit', (code, signal) => {
      children.delete(child)
      resolve({ code, signal })
    })
    child.once('error', (error) => {
      written.errors += error.message
      children.delete(child)
      resolve({ code: null, signal: null })
    })
  })
  const wanted = options.ready ?? 'listening'
  const isReady = () =>
    (wanted !== 'listening' || /listening \d+/.test(written.text)) &&
    (wanted !== 'running' || written.text !== '') &&
    (!options.inspect || inspectorPortIn(written.errors) !== undefined)
  await new Promise<void>((resolve, reject) => {
    const look = () => isReady() && resolve()
    child.stdout.on('data', (chunk: Buffer) => {
      written.text += chunk.toString('utf8')
      look()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      written.errors += chunk.toString('utf8')
      look()
    })
    child.once('spawn', look)
    void ended.then(({ code }) => {
      reject(new Error(`It ended with ${code} while starting: ${written.text}${written.errors}`))
    })
  })
  const port = Number(/listening (\d+)/.exec(written.text)?.[1] ?? 0)
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  return {
    pid: child.pid ?? 0,
    inspectorPort: inspectorPortIn(written.errors),
    port,
    url: `http://127.0.0.1:${port}`,
    output: () => written.text + written.errors,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    ended,
    kill: (signal = 'SIGKILL') => child.kill(signal),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function inspectorPortIn(errors: string): number | undefined {
  const found = /Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(errors)?.[1]
  return found === undefined ? undefined : Number(found)
}

function findPrograms(): NodeProgram[] {
  const files = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter(isProgram)
  const programs = [...new Set([process.execPath, ...files].map((file) => realpathSync(file)))]
  return programs
    .map((path) => ({ path, version: versionOf(path) }))
    .filter(({ version }, index, all) => all.findIndex((one) => one.version === version) === index)
}

/** `node` may be the package's own launcher: what counts is what runs. */
function versionOf(path: string): string {
  return execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
