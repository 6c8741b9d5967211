import { setTimeout as wait } from 'node:timers/promises'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { type NodeCommand, readNodeCommand } from './command-line.ts'
import { findInspector } from './find-inspector.ts'
import type { Listener, ProcessSystem, SystemProcess } from './process.ts'
import { pitwallItself, refusalOf } from './refusal.ts'
import { thisSystem } from './system.ts'

export interface FoundInspector {
  host: string
  port: number
  /** It was closed, and was opened by this. */
  wasOpened: boolean
}

export interface OpenOptions {
  signal?: AbortSignal | undefined
  system?: ProcessSystem
  /** Opens the inspector of a process that is Node for sure. */
  send?: (pid: number) => void
}

const PATIENCE_MS: Milliseconds = 5_000
const BETWEEN_LOOKS_MS: Milliseconds = 50

/**
 * Where the inspector of the process listens. One that is closed is opened by a signal, once it is sure
 * that the process is Node and handles it: anything else would be ended by it.
 *
 * @throws Failure NOT_FOUND, REFUSED, PERMISSION, TIMEOUT, CANCELLED or CONNECTION_LOST; the process is
 *   unharmed
 */
export async function openInspectorOf(pid: number, options: OpenOptions = {}): Promise<FoundInspector> {
  const { system = thisSystem, send = openBySignal } = options
  if (pid === process.pid) throw pitwallItself(pid)
  const first = await readSettled(pid, system, options.signal)
  const command = readNodeCommand(first.args, first.nodeOptions)
  const refusal = refusalOf(first, command)
  // A tunnel listens on an inspector's port, too, but the inspector is another's.
  if (first.runtime === 'other' && refusal !== undefined) throw refusal
  const open = await findInspector(first, command)
  if (open !== undefined) return { ...open, wasOpened: false }
  if (refusal !== undefined) throw refusal
  const holder = await holderOf(command.inspector, system, options.signal)
  if (holder !== undefined) {
    // It may be open elsewhere, where a debugger moved it.
    const moved = await findInspector({ ...first, inspectorThread: true }, command)
    if (moved !== undefined) return { ...moved, wasOpened: false }
    throw portTaken(first, command.inspector.port, holder)
  }
  const before = await requireOpenable(pid, first, system)
  throwIfCancelled(options.signal)
  try {
    send(pid)
  } catch (error) {
    throw notSent(before, error)
  }
  // Not stopped by the signal any more: what opens now is to be found, and closed by the caller.
  return await waitForInspector(before, command, system)
}

/** One that has only just started is given the time to. */
async function readSettled(
  pid: number,
  system: ProcessSystem,
  signal: AbortSignal | undefined,
): Promise<SystemProcess> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const now = await system.read(pid)
    if (now === undefined) throw noProcess(pid)
    const refusal = refusalOf(now, readNodeCommand(now.args, now.nodeOptions))
    if (refusal?.facts['isStarting'] !== true || performance.now() > end) return now
    await wait(BETWEEN_LOOKS_MS)
    throwIfCancelled(signal)
  }
}

/** The last look before the signal: nothing of what was seen may have changed meanwhile. */
async function requireOpenable(
  pid: number,
  first: SystemProcess,
  system: ProcessSystem,
): Promise<SystemProcess> {
  const command = readNodeCommand(first.args, first.nodeOptions)
  const now = await system.read(pid)
  if (now === undefined || now.birth !== first.birth) throw noProcess(pid)
  const late = refusalOf(now, command)
  if (late !== undefined) throw late
  return now
}

/** A process that another workbench has just opened leaves the port again in a moment. */
const LEAVING_MS: Milliseconds = 1_000

async function holderOf(
  address: { host: string; port: number },
  system: ProcessSystem,
  signal: AbortSignal | undefined,
): Promise<Listener | undefined> {
  const end = performance.now() + LEAVING_MS
  for (;;) {
    const holder = address.port === 0 ? undefined : await system.whoListens(address)
    if (holder === undefined || performance.now() > end) return holder
    await wait(BETWEEN_LOOKS_MS)
    throwIfCancelled(signal)
  }
}

/** An inspector that was closed opens within a moment; one that was open already does nothing at the signal. */
const OPENS_MS: Milliseconds = 1_000

async function waitForInspector(
  before: SystemProcess,
  command: NodeCommand,
  system: ProcessSystem,
): Promise<FoundInspector> {
  const sockets = new Set(before.listening?.map(({ socket }) => socket))
  const start = performance.now()
  for (let elapsedMs = 0; elapsedMs < PATIENCE_MS; elapsedMs = performance.now() - start) {
    await wait(BETWEEN_LOOKS_MS)
    const now = await system.read(before.pid)
    if (now === undefined || now.birth !== before.birth) throw endedMeanwhile(before)
    const opened = now.listening?.filter(({ socket }) => !sockets.has(socket)) ?? []
    // Any of them may be it: a port of `--inspect-port=0` is known to nobody.
    const found = await findInspector({ ...now, listening: opened, inspectorThread: true }, command)
    if (found !== undefined) return { ...found, wasOpened: true }
    if (elapsedMs < OPENS_MS) continue
    // On a port that its command line does not name, and by a Node that does not name its threads.
    const open = await findInspector({ ...now, inspectorThread: true }, command)
    if (open !== undefined) return { ...open, wasOpened: false }
  }
  const { host, port } = command.inspector
  const holder = port === 0 ? undefined : await system.whoListens({ host, port })
  throw holder === undefined ? notOpened(before) : portTaken(before, port, holder)
}

/** Windows has no signals: there Node offers another way, which fails where the process is no Node. */
function openBySignal(pid: number): void {
  if (process.platform !== 'win32') {
    process.kill(pid, 'SIGUSR1')
    return
  }
  if (!('_debugProcess' in process) || typeof process._debugProcess !== 'function') {
    throw new Error('this Node cannot open the inspector of another')
  }
  process._debugProcess(pid)
}

function noProcess(pid: number): Failure {
  return new Failure('NOT_FOUND', `There is no process with the pid ${pid} (any more).`, {
    hint: 'Choose one of the listed processes.',
  })
}

function endedMeanwhile({ pid }: SystemProcess): Failure {
  return new Failure('CONNECTION_LOST', `Process ${pid} ended while its inspector was being opened.`, {
    hint: 'Its own handler of SIGUSR1 may end it; start it with --inspect instead.',
  })
}

function notSent({ pid, owner }: SystemProcess, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ESRCH') return noProcess(pid)
  if (code === 'EPERM') {
    return new Failure(
      'PERMISSION',
      `Process ${pid} belongs to ${owner}: this user may not open its inspector.`,
      {
        hint: `Run Pitwall as ${owner}, or have the process started with --inspect and attach by its address.`,
      },
    )
  }
  const message = error instanceof Error ? error.message : String(error)
  return new Failure('REFUSED', `The inspector of process ${pid} could not be opened: ${message}.`, {
    hint: 'Start it with --inspect and attach by its address.',
    cause: error,
  })
}

function portTaken({ pid }: SystemProcess, port: number, holder: Listener): Failure {
  const who =
    holder.pid === pid
      ? 'the process itself, for something else'
      : holder.pid === null
        ? 'another process'
        : `process ${holder.pid}${holder.name === null ? '' : ` (${holder.name})`}`
  return new Failure(
    'REFUSED',
    `Process ${pid} would open its inspector on port ${port}, and that is taken by ${who}.`,
    {
      hint: 'Close the inspector there, or start this process with --inspect-port=0, which takes any free port.',
      facts: holder.pid === null ? { port } : { port, pid: holder.pid },
    },
  )
}

function notOpened({ pid }: SystemProcess): Failure {
  return new Failure(
    'TIMEOUT',
    `Process ${pid} did not open its inspector within ${PATIENCE_MS / 1_000} s.`,
    {
      hint: 'It handles SIGUSR1 itself, or is busy in native code or stopped; start it with --inspect instead.',
      facts: { timeoutMs: PATIENCE_MS },
    },
  )
}
