import { type ChildProcess, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandWords } from '#shared/command-words.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

export interface SourceLocation {
  /** A path or a file: URL, as a frame names it. */
  file: string
  /** 1-based. */
  line?: number | undefined
  column?: number | undefined
}

/**
 * Shows a place in the user's editor: each word of the command with its placeholders {file}, {line} and
 * {column} replaced, and no shell, so that a file's name is one argument whatever is in it. The editor
 * goes on when Pitwall ends.
 *
 * @throws Failure UNSUPPORTED where no editor is set or the frame has no file, BAD_INPUT where the command
 *   is none, NOT_FOUND where the file or the editor is not there, SERVER_ERROR where it ends at once
 */
export async function openSource(
  command: string,
  { file, line = 1, column = 1 }: SourceLocation,
): Promise<void> {
  const words = editorWords(command)
  const path = pathOf(file)
  await requireFile(path)
  const values: Record<string, string> = {
    '{file}': path,
    '{line}': String(line),
    '{column}': String(column),
  }
  const [program = '', ...args] = words.map((word, index) =>
    index === 0 ? word : word.replaceAll(placeholder, (name) => values[name] ?? name),
  )
  await start(program, args)
}

const placeholder = /\{(?:file|line|column)\}/g

function editorWords(command: string): string[] {
  const [program, ...args] = commandWords(command)
  if (program === undefined) {
    throw new Failure('UNSUPPORTED', 'No editor is set to show source files in.', {
      hint: 'Choose one in the settings, or copy the location.',
    })
  }
  // Otherwise a file of the profile would be run.
  if (program.search(placeholder) !== -1 || program === '') {
    throw new Failure('BAD_INPUT', 'The command of the editor does not begin with a program.', {
      hint: 'It looks like code --goto {file}:{line}:{column}; change it in the settings.',
    })
  }
  const isComplete = args.some((word) => word.includes('{file}'))
  return [program, ...args, ...(isComplete ? [] : ['{file}'])]
}

/** @throws Failure UNSUPPORTED where what a frame names is no file of a machine */
function pathOf(file: string): string {
  const path = file.startsWith('file:') ? pathOfUrl(file) : file
  // A path of another machine's share would send this user's name there.
  const isHere = path !== undefined && isAbsolute(path) && !/^[\\/]{2}/.test(path) && !path.includes('\0')
  if (isHere) return path
  throw new Failure('UNSUPPORTED', `${shown(file)} is not a file of this machine.`, {
    hint: file.startsWith('node:')
      ? 'It is part of Node itself.'
      : 'The profile names it without its folder, or it was made in memory.',
  })
}

function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile()) return
  throw new Failure(
    'NOT_FOUND',
    found ? `${shown(path)} is not a file.` : `There is no file ${shown(path)} on this machine.`,
    { hint: 'It lies where the program ran that was recorded; it may have been moved since.' },
  )
}

const MOST_SHOWN = 300

function shown(file: string): string {
  return file.length > MOST_SHOWN ? `…${file.slice(-MOST_SHOWN)}` : file
}

/** An editor that has not ended with an error by then is at work. */
const SETTLED: Milliseconds = 1000

async function start(program: string, args: readonly string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // When Pitwall itself runs in Electron, the editors that do would take themselves for Node.
  const { ELECTRON_RUN_AS_NODE: _ours, ...env } = process.env
  const child = spawnQuietly(program, args, env)
  const timer = setTimeout(resolve, SETTLED)
  child.once('error', (error) => reject(notStarted(program, error)))
  child.once('exit', (status, signal) => {
    if (status === 0) return resolve()
    reject(
      new Failure('SERVER_ERROR', `${program} ended at once, with ${signal ?? `status ${status}`}.`, {
        hint: 'Try the command in a terminal, and correct it in the settings.',
      }),
    )
  })
  child.unref()
  try {
    await promise
  } finally {
    clearTimeout(timer)
  }
}

function spawnQuietly(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  try {
    return spawn(program, args, { detached: true, stdio: 'ignore', env, windowsHide: true })
  } catch (error) {
    // What is no command at all, one with a zero byte in it, is thrown at once.
    throw error instanceof Error ? notStarted(program, error) : error
  }
}

function notStarted(program: string, error: Error): Failure {
  const code = 'code' in error ? error.code : undefined
  const hint =
    'Correct the command in the settings; it needs the whole path where the PATH does not lead there.'
  if (code === 'ENOENT') {
    return new Failure('NOT_FOUND', `There is no program ${program} on the PATH.`, { hint, cause: error })
  }
  return new Failure('SERVER_ERROR', `${program} could not be started: ${error.message}.`, {
    hint,
    cause: error,
  })
}
