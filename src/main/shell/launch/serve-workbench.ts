import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { homeFolder } from '#main/storage/index.ts'
import { packageVersion } from '#main/version.ts'
import { openWorkbench, type Workbench } from '#main/workbench.ts'
import { Failure } from '#shared/failure.ts'
import type { ShellTerminal } from './shell-terminal.ts'
import { type BrowserShell, openBrowserShell, openInBrowser } from '../browser/index.ts'
import { openLogFile } from '../log-file.ts'
import { openStaticFiles, type StaticFiles } from '../static-files.ts'
import { openOnUsualPort } from './usual-port.ts'

export interface ServeOptions {
  port: number
  /** Open a browser where there is a display. */
  open: boolean
  demo: boolean
  /** Print the token for programs. */
  showBearer: boolean
}

/** Runs the workbench in this process behind the browser shell, until the terminal's signal fires. */
export async function serveWorkbench(options: ServeOptions, terminal: ShellTerminal): Promise<void> {
  const files = builtRenderer()
  const home = homeFolder(process.env)
  const log = openLogFile(home)
  const workbench = openWorkbench({
    home,
    shell: 'browser',
    secretStorageReason: "The browser shell has no access to the system's key store.",
    log: log.write,
  })
  // What fails after its page has gone has nobody left to tell, and must not take the rest with it.
  const note = (reason: unknown): void => log.write(`Unhandled: ${stackOf(reason)}`)
  process.on('unhandledRejection', note)
  try {
    const open = async (port: number): Promise<BrowserShell> =>
      await openBrowserShell({
        router: workbench.router,
        files,
        port,
        version: packageVersion(),
        log: log.write,
      })
    const shell = await (options.port === 0 ? openOnUsualPort(home, open) : open(options.port))
    try {
      terminal.print(`Pitwall: ${shell.launchUrl()}`)
      if (options.showBearer) {
        terminal.print(`HTTP API: ${shell.address}/api/openapi.json, Authorization: Bearer ${shell.bearer}`)
      }
      terminal.tell('The address works once. Ctrl-C stops.')
      if (options.demo) {
        workbench.startDemo()
        void tellDemo(workbench, terminal)
      }
      if (options.open) await openInBrowser(shell.launchUrl())
      await aborted(terminal.signal)
      terminal.tell('Stopping.')
    } finally {
      await shell.close()
    }
  } finally {
    await workbench.close()
    process.off('unhandledRejection', note)
    log.close()
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function builtRenderer(): StaticFiles {
  const folder = fileURLToPath(new URL('../renderer', import.meta.url))
  if (!existsSync(folder)) {
    throw new Failure('NOT_FOUND', 'The pages of the workbench have not been built.', {
      hint: 'Run npm run build, or start with npm start.',
    })
  }
  return openStaticFiles(folder)
}

/** Tells how the start of the demo goes, one line for each step. */
async function tellDemo(workbench: Workbench, terminal: ShellTerminal): Promise<void> {
  const client = createRouterClient(workbench.router)
  let told = ''
  let missing = new Set<string>()
  try {
    for await (const status of await client.demo.watch(undefined, { signal: terminal.signal })) {
      const sentence = [status.message, status.hint].filter(Boolean).join(' ')
      if (sentence !== told && sentence !== '') terminal.tell(`Demo: ${sentence}`)
      told = sentence
      for (const part of status.missing) if (!missing.has(part)) terminal.tell(`Demo: ${part}`)
      missing = new Set(status.missing)
    }
  } catch (error) {
    if (!terminal.signal.aborted) terminal.tell(`Demo: its state cannot be followed (${String(error)}).`)
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
