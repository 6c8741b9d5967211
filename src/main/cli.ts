#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { AddCommand, Terminal } from './commands/command.ts'
import { addAdvise } from './commands/advise.ts'
import { addApply } from './commands/apply.ts'
import { addCacheSim } from './commands/cache-sim.ts'
import { addChanges } from './commands/changes.ts'
import { addCpu } from './commands/cpu.ts'
import { addDemo } from './commands/demo.ts'
import { addExplain } from './commands/explain.ts'
import { addHealth } from './commands/health.ts'
import { addHeap } from './commands/heap.ts'
import { addKeyspace } from './commands/keyspace.ts'
import { addLeak } from './commands/leak.ts'
import { addOpen } from './commands/open.ts'
import { addProfile } from './commands/profile.ts'
import { addResume } from './commands/resume.ts'
import { addServe } from './commands/serve.ts'
import { addSnapshot } from './commands/snapshot.ts'
import { addStatements } from './commands/statements.ts'
import { addTrace } from './commands/trace.ts'
import { addTtl } from './commands/ttl.ts'
import { addUndo } from './commands/undo.ts'
import { packageVersion } from './version.ts'

/** Adding a command is adding a file and a line. */
const commands: AddCommand[] = [
  addOpen,
  addServe,
  addDemo,
  addExplain,
  addStatements,
  addHealth,
  addAdvise,
  addApply,
  addChanges,
  addUndo,
  addResume,
  addKeyspace,
  addTtl,
  addTrace,
  addCacheSim,
  addCpu,
  addHeap,
  addSnapshot,
  addProfile,
  addLeak,
]

/** A signal that comes again this soon is the same one: npm passes on what the terminal sent already. */
const SAME_SIGNAL: Milliseconds = 300
/** How often to look whether npm, which does not pass on its own end, is still there. */
const PARENT_CHECK: Milliseconds = 1000

await run()

async function run(): Promise<void> {
  const interruption = new AbortController()
  const terminal: Terminal = {
    print: (text) => void process.stdout.write(`${text}\n`),
    tell: (text) => void process.stderr.write(`${text}\n`),
    signal: interruption.signal,
    setExitStatus: (status) => {
      process.exitCode = status
    },
  }
  listenForSignals(interruption)
  endWithNpm(interruption)
  // `pitwall … | head` closes the pipe, a terminal that is closed fails every write: nobody reads the
  // answer any more, but what was started must still be stopped.
  process.stdout.on('error', () => interruption.abort())
  // Whoever reads the answer alone may have closed this one.
  process.stderr.on('error', () => {})

  const program = new Command('pitwall')
    .description('Profile, load-test and tune the Postgres, Redis, HTTP and Node services of an environment.')
    .version(packageVersion())
    .showHelpAfterError('(pitwall --help lists what there is)')
    .exitOverride()
  for (const add of commands) add(program, terminal)
  try {
    await program.parseAsync()
  } catch (error) {
    process.exitCode = report(error, terminal)
  }
}

/** Says what went wrong; the exit status of it. */
function report(error: unknown, terminal: Terminal): number {
  // Commander has printed its sentence already. Help and version come this way, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Failure) {
    terminal.tell(error.hint === undefined ? error.message : `${error.message} ${error.hint}`)
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    terminal.tell(`Something unexpected went wrong inside Pitwall.\n${stack}`)
  }
  return 2
}

/** The first signal asks the command to clean up and end; the second ends the process at once. */
function listenForSignals(interruption: AbortController): void {
  let first: Milliseconds | undefined
  const receive = (): void => {
    const now = performance.now()
    if (first === undefined) {
      first = now
      interruption.abort()
    } else if (now - first > SAME_SIGNAL) {
      process.exit(130)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, receive)
}

/**
 * npm answers SIGTERM by ending the shell between it and us and tells us nothing. Where npm started
 * us, the end of that shell is the end of the command; otherwise (nohup, a service) it is not.
 */
function endWithNpm(interruption: AbortController): void {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const check = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(check)
    interruption.abort()
  }, PARENT_CHECK)
  check.unref()
}
