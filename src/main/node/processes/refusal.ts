import { Failure } from '#shared/failure.ts'
import { type NodeCommand, programName } from './command-line.ts'
import type { SystemProcess } from './process.ts'

/** A Node that starts sets its handler of the signal within a fraction of a second, on a busy machine within a few. */
const STARTING_MS = 5_000

/** Younger, it may be a copy of its parent that has yet to become what it is to be. */
const YOUNGEST_MS = 250

/**
 * Why the inspector of the process must not be opened by SIGUSR1, undefined where it may. The signal ends
 * every program that does not handle it, so in doubt it is not sent.
 */
export function refusalOf(process: SystemProcess, command: NodeCommand): Failure | undefined {
  const { pid, runtime, handlesSignal, startedAt, otherNetwork, owner, isOwn } = process
  const name = programName(process.executable ?? process.args[0] ?? '')
  const called = name === '' ? `Process ${pid}` : `Process ${pid} (${name})`
  const isHidden = runtime === 'unseen' || (runtime === 'other' && process.executable === null && name !== '')
  if (isHidden && !isOwn) {
    return new Failure('PERMISSION', `${called} belongs to ${owner}: this user may not open its inspector.`, {
      hint: `Run Pitwall as ${owner}, or have the process started with --inspect and attach by its address.`,
    })
  }
  if (isHidden) {
    return new Failure('REFUSED', `${called} does not let itself be looked at, so it may be anything.`, {
      hint: 'If it is Node, have it started with --inspect and attach by its address.',
    })
  }
  if (runtime === 'electron') {
    return new Failure('REFUSED', `${called} is an Electron program, which the signal does not open.`, {
      hint: 'Start it with --inspect and attach by its address.',
    })
  }
  if (runtime !== 'node') {
    return new Failure('REFUSED', `${called} is not Node: the signal that opens an inspector would end it.`, {
      hint: 'Choose one of the listed processes.',
    })
  }
  if (otherNetwork) {
    return new Failure(
      'REFUSED',
      `${called} runs in a container with a network of its own: its inspector could not be reached from here.`,
      {
        hint: 'Start it with --inspect=0.0.0.0:9229, publish the port on loopback only (-p 127.0.0.1:9229:9229), and attach to 127.0.0.1:9229.',
      },
    )
  }
  if (command.disablesSignal) {
    return new Failure(
      'REFUSED',
      `${called} was started with --disable-sigusr1: its inspector cannot be opened.`,
      {
        hint: 'Start it without that option, or with --inspect.',
      },
    )
  }
  const ageMs = startedAt === null ? Infinity : Date.now() - startedAt
  const isStarting = ageMs < STARTING_MS
  // Where the system does not tell whether it is handled, it is once the process has run for a while.
  if (handlesSignal === false || (handlesSignal === null && isStarting) || ageMs < YOUNGEST_MS) {
    return isStarting
      ? new Failure('REFUSED', `${called} has only just started: the signal might still end it.`, {
          hint: 'Try again in a second.',
          facts: { isStarting },
        })
      : new Failure('REFUSED', `${called} does not handle SIGUSR1, which would end it.`, {
          hint: 'Start it with --inspect and attach by its address.',
        })
  }
  return undefined
}

export function pitwallItself(pid: number): Failure {
  return new Failure('REFUSED', `Process ${pid} is Pitwall itself.`, {
    hint: 'Choose one of the other processes.',
  })
}
