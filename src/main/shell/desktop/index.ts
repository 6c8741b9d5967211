/**
 * The desktop shell: the workbench in a window of its own, by Electron. The page comes from
 * `app://pitwall` and nowhere else, runs in a sandbox without Node, may go nowhere, is granted
 * nothing but copying text, and reaches the main process through one port that speaks the contract.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  type WebContents,
} from 'electron'
import { createRouterClient } from '@orpc/server'
import { homeFolder } from '#main/storage/index.ts'
import { openWorkbench, type Workbench } from '#main/workbench.ts'
import { openLogFile, type LogFile } from '../log-file.ts'
import { openStaticFiles } from '../static-files.ts'
import { serveContract } from './ipc.ts'
import { openKeychain } from './keychain.ts'
import { menuTemplate } from './menu.ts'
import { forbidNavigation } from './navigation.ts'
import { APP_ORIGIN, APP_SCHEME } from './origin.ts'
import { restrictSession } from './permissions.ts'
import { appScheme, createAppProtocol } from './protocol.ts'
import { DESKTOP_READY_LINE } from './ready-line.ts'
import { windowOptions } from './window.ts'

/** Runs the desktop shell from the start of Electron to its end. Called once, before `ready`. */
export function runDesktopShell(argv: readonly string[]): void {
  const home = homeFolder(process.env)
  app.setName('Pitwall')
  app.setPath('userData', join(home, 'desktop'))
  if (!app.requestSingleInstanceLock()) return app.quit()

  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([appScheme])
  app.on('web-contents-created', (_event, contents) => forbidNavigation(contents))
  app.on('window-all-closed', () => app.quit())

  const log = openLogFile(home)
  // A stream that fails after its page has gone has nobody left to tell.
  process.on('unhandledRejection', (reason) => log.write(`Unhandled: ${stackOf(reason)}`))
  app
    .whenReady()
    .then(async () => await start(home, log, argv))
    .catch((error: unknown) => {
      log.write(`The start failed: ${stackOf(error)}`)
      dialog.showErrorBox('Pitwall cannot start', error instanceof Error ? error.message : String(error))
      app.exit(2)
    })
}

async function start(home: string, log: LogFile, argv: readonly string[]): Promise<void> {
  const keys = openKeychain(safeStorage, process.platform)
  const workbench = openWorkbench({
    home,
    shell: 'desktop',
    ...('keychain' in keys ? { keychain: keys.keychain } : { secretStorageReason: keys.reason }),
    electronVersion: process.versions.electron,
    log: log.write,
  })
  quitAfterClosing(workbench, log)

  restrictSession(session.defaultSession)
  const files = openStaticFiles(fileURLToPath(new URL('../renderer', import.meta.url)))
  protocol.handle(APP_SCHEME, createAppProtocol(files))
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))
  const windows = new Set<WebContents>()
  serveContract(ipcMain, {
    router: workbench.router,
    isOurs: (contents) => windows.has(contents),
    log: log.write,
  })

  nativeTheme.themeSource = (await createRouterClient(workbench.router).settings.get()).theme
  const theme = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
  const window = new BrowserWindow(windowOptions(theme, app.isPackaged))
  windows.add(window.webContents)
  window.once('ready-to-show', () => {
    window.show()
    process.stdout.write(`${DESKTOP_READY_LINE}\n`)
  })
  app.on('second-instance', (_event, secondArgv) => {
    if (window.isMinimized()) window.restore()
    window.focus()
    if (wantsDemo(secondArgv)) workbench.startDemo()
  })
  if (wantsDemo(argv)) workbench.startDemo()
  await window.loadURL(`${APP_ORIGIN}/`)
}

/** Holds the end back until the workbench has stopped everything that it started. */
function quitAfterClosing(workbench: Workbench, log: LogFile): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void workbench
      .close()
      .catch((error: unknown) => log.write(`Closing failed: ${stackOf(error)}`))
      .finally(() => {
        state = 'closed'
        log.close()
        app.quit()
      })
  })
}

function wantsDemo(argv: readonly string[]): boolean {
  return argv.includes('--demo')
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
