import { Failure } from '#shared/failure.ts'
import type { ShellTerminal } from './shell-terminal.ts'
import { chooseShell } from './choose-shell.ts'
import { runDesktopShell } from './desktop-process.ts'
import { findElectronRuntime } from './electron-runtime.ts'
import { serveWorkbench } from './serve-workbench.ts'

export interface OpenShellOptions {
  shell?: 'desktop' | 'browser'
  /** Port of the browser shell; 0 is any free one. */
  port: number
  /** Open a browser. */
  open: boolean
  /** Start the embedded environment. */
  demo: boolean
}

/** Opens the workbench and ends with it: the desktop shell where it can run, else the browser shell. */
export async function openShell(options: OpenShellOptions, terminal: ShellTerminal): Promise<void> {
  const choice = chooseShell({
    // Who says --no-open wants an address, not a window.
    wanted: options.shell ?? (options.open ? undefined : 'browser'),
    electron: findElectronRuntime(),
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
  })
  let reason = choice.shell === 'browser' ? choice.reason : undefined
  if (choice.shell === 'desktop') {
    if ((await runDesktopShell(choice.electron, options.demo, terminal)) === 'closed') return
    reason = 'Electron could not open its window.'
  }
  if (reason !== undefined) {
    if (options.shell === 'desktop') {
      throw new Failure('UNSUPPORTED', reason, { hint: 'Leave out --shell to use the browser shell.' })
    }
    terminal.tell(`${reason} The workbench opens in a browser instead.`)
  }
  await serveWorkbench({ ...options, showBearer: false }, terminal)
}
