import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'

/** How long a child may take to end after it was asked to, before it is killed. */
const STOP_PATIENCE_MS = 10_000
/** What is kept of a child's output, to tell why it ended. */
const KEPT_OUTPUT = 8_000

/** Children that run, each with the signal that ends it fastest without harm to its data. */
const running = new Map<ChildProcess, NodeJS.Signals>()

// The end of this process by a second Ctrl-C or a defect leaves no time to wait for anybody.
process.on('exit', () => {
  for (const [child, signal] of running) child.kill(signal)
})

export interface ChildOptions extends SpawnOptions {
  /** Sent when this process itself ends at once. */
  lastSignal?: NodeJS.Signals
}

export interface Child {
  readonly process: ChildProcess
  /** The end of what it wrote, both streams. */
  output: () => string
  ended: Promise<void>
  /** Asks it to end with the signal, kills it when it does not. Resolves when it has ended. */
  stop: (signal: NodeJS.Signals) => Promise<void>
}

/**
 * Starts a program of the demo. It gets a process group of its own, so that Ctrl-C in the terminal
 * reaches Pitwall alone, which then stops everything in its order.
 */
export function startChild(command: string, args: string[], options: ChildOptions = {}): Child {
  const { lastSignal = 'SIGTERM', ...spawnOptions } = options
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    ...spawnOptions,
  })
  running.set(child, lastSignal)
  let output = ''
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += error.message
      resolve()
    })
    child.once('exit', () => resolve())
  })
  void ended.then(() => running.delete(child))
  return {
    process: child,
    output: () => output,
    ended,
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Runs a program to its end. Throws with its last output when it fails. */
export async function runToEnd(command: string, args: string[], options: SpawnOptions = {}): Promise<void> {
  const child = startChild(command, args, options)
  await child.ended
  if (child.process.exitCode !== 0) {
    throw new Error(`${command} ended with ${child.process.exitCode}: ${child.output().trim()}`)
  }
}
