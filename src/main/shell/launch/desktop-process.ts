import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ShellTerminal } from './shell-terminal.ts'
import { DESKTOP_READY_LINE } from '../desktop/ready-line.ts'

/** How the desktop shell ended. `never-opened`: it could not show its window. */
export type DesktopEnd = 'closed' | 'never-opened'

/** Runs the desktop shell and waits for its end. The signal ends it. */
export async function runDesktopShell(
  electron: string,
  demo: boolean,
  terminal: ShellTerminal,
): Promise<DesktopEnd> {
  const main = fileURLToPath(new URL('./index.js', import.meta.url))
  const env = { ...process.env }
  // Set by some editors for their own terminals; Electron would start as plain Node.
  delete env['ELECTRON_RUN_AS_NODE']
  const child = spawn(electron, [main, ...(demo ? ['--demo'] : [])], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = (): void => void child.kill('SIGTERM')
  terminal.signal.addEventListener('abort', stop, { once: true })
  let hasOpened = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === DESKTOP_READY_LINE) hasOpened = true
    else terminal.tell(line)
  })
  try {
    return await new Promise((resolve) => {
      child.once('error', () => resolve('never-opened'))
      child.once('close', (code) => {
        resolve(hasOpened || code === 0 || terminal.signal.aborted ? 'closed' : 'never-opened')
      })
    })
  } finally {
    terminal.signal.removeEventListener('abort', stop)
  }
}
