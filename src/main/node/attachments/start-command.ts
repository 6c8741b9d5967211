import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { InspectorPlace } from '../inspector/index.ts'
import { isOfTheUser, programName, readNodeCommand } from '../processes/index.ts'
import { keepLines } from './output-lines.ts'
import { userEnvironment } from './own-environment.ts'
import { splitCommand } from './words.ts'

export interface StartInput {
  command: string
  cwd?: string | undefined
  env?: Record<string, string> | undefined
}

/** A process that Pitwall started for the user, and those that it started in turn. */
export interface StartedCommand {
  pid: number
  /** `node` itself was started: there is one process to look for. */
  isNode: boolean
  /** Every inspector that was said to be open so far, oldest first. */
  inspectors: () => readonly InspectorPlace[]
  /** The last 200 lines of both streams. */
  output: () => string[]
  /** How it ended, once it has. */
  end: () => HowEnded | undefined
  ended: Promise<HowEnded>
  /** It, or anything that it started, still runs. */
  isAlive: () => boolean
  /** Ends it and all that it started: asked first, killed after 5 s. */
  stop: () => Promise<void>
}

export interface HowEnded {
  code: number | null
  signal: NodeJS.Signals | null
}

const STOP_PATIENCE_MS: Milliseconds = 5_000
const BETWEEN_LOOKS_MS: Milliseconds = 25

const OPEN_INSPECTOR = '--inspect=127.0.0.1:0'
const hasGroups = process.platform !== 'win32'

/** Leaders of groups that run. */
const running = new Set<ChildProcess>()

// The end of this process by a second Ctrl-C or a defect leaves no time to ask anybody.
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL')
})

/**
 * Starts the command with its inspector open on a free loopback port; no shell is involved. A `node` gets
 * the option; anything else (npm, tsx) gets it by NODE_OPTIONS, so that each Node that it starts opens one.
 *
 * @param onOutput it wrote something
 * @throws Failure BAD_INPUT or NOT_FOUND where it cannot be started
 */
export async function startCommand(
  input: StartInput,
  onOutput: () => void = () => {},
): Promise<StartedCommand> {
  const { variables, words } = splitCommand(input.command)
  const [program = '', ...rest] = words
  const folder = requireFolder(input.cwd ?? process.cwd())
  const environment: NodeJS.ProcessEnv = { ...userEnvironment(), ...input.env, ...variables }
  const isNode = programName(program) === 'node'
  const opensItself = isNode && readNodeCommand(words, null).startsInspector
  if (!isNode) {
    environment['NODE_OPTIONS'] = [environment['NODE_OPTIONS'], OPEN_INSPECTOR].filter(Boolean).join(' ')
  }
  const child = spawn(program, isNode && !opensItself ? [OPEN_INSPECTOR, ...rest] : rest, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal reaches Pitwall alone, and none of its children is left.
    detached: hasGroups,
    windowsHide: true,
  })
  const inspectors: InspectorPlace[] = []
  const output = keepLines((line) => {
    const place = placeIn(line)
    if (place !== undefined) inspectors.push(place)
  })
  for (const stream of [child.stdout, child.stderr]) {
    const take = output.stream()
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      take(chunk)
      onOutput()
    })
  }
  await spawned(child, program)
  const pid = child.pid ?? 0
  running.add(child)
  const noLonger = isOfTheUser(pid)
  let end: HowEnded | undefined
  const ended = new Promise<HowEnded>((resolve) => {
    child.once('exit', (code, signal) => {
      end = { code, signal }
      if (!groupRuns(child)) running.delete(child)
      noLonger()
      resolve(end)
    })
  })
  const isAlive = () => end === undefined || (running.has(child) && groupRuns(child))
  return {
    pid,
    isNode,
    inspectors: () => inspectors,
    output: output.lines,
    end: () => end,
    ended,
    isAlive,
    async stop() {
      if (running.has(child)) {
        signalGroup(child, 'SIGTERM')
        await waitUntil(() => !isAlive(), STOP_PATIENCE_MS)
        if (isAlive()) signalGroup(child, 'SIGKILL')
        await waitUntil(() => !isAlive(), STOP_PATIENCE_MS)
        running.delete(child)
      }
      // Whoever took the pipes along no longer holds this process up.
      child.stdout.destroy()
      child.stderr.destroy()
    },
  }
}

function requireFolder(folder: string): string {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (isFolder) return folder
  throw new Failure('BAD_INPUT', `There is no folder ${folder}.`, { hint: 'Give the folder of the project.' })
}

async function spawned(child: ChildProcess, program: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.once('spawn', resolve)
  child.once('error', reject)
  try {
    await promise
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') {
      throw new Failure('NOT_FOUND', `There is no program ${program} on the path.`, {
        hint: 'Give its whole path, or the folder to start it in.',
      })
    }
    if (code === 'EACCES') {
      throw new Failure('PERMISSION', `${program} may not be started by this user.`, {
        hint: 'Is it a script? Start it with its program: node server.js.',
      })
    }
    throw new Failure(
      'REFUSED',
      `${program} could not be started: ${error instanceof Error ? error.message : String(error)}.`,
      {
        hint: 'On Windows npm and its like are scripts: start node with the script itself.',
        cause: error,
      },
    )
  }
}

/** Node says it on its standard error when it opens one. */
function placeIn(line: string): InspectorPlace | undefined {
  const [, host, port] = /Debugger listening on ws:\/\/(\[[^\]]+\]|[^:/]+):(\d+)\//.exec(line) ?? []
  if (host === undefined) return undefined
  const bare = host.replace(/^\[|\]$/g, '')
  return { host: bare === '0.0.0.0' ? '127.0.0.1' : bare === '::' ? '::1' : bare, port: Number(port) }
}

function groupRuns({ pid }: ChildProcess): boolean {
  if (pid === undefined || !hasGroups) return false
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (hasGroups) process.kill(-child.pid, signal)
    else if (signal === 'SIGKILL') child.kill(signal)
    // Windows has no groups and no asking: the tree is ended at once.
    else spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
  } catch {
    // All of it has ended meanwhile.
  }
}

async function waitUntil(isSo: () => boolean, patienceMs: Milliseconds): Promise<void> {
  const end = performance.now() + patienceMs
  while (!isSo() && performance.now() < end) await wait(BETWEEN_LOOKS_MS)
}
