import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What the choice of a browser depends on. */
export interface BrowserSurroundings {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  isRoot: boolean
  isExecutable: (path: string) => boolean
}

export interface BrowserCommand {
  program: string
  args: string[]
}

/**
 * Opens the address in a window of its own where a browser can do that, else in the user's browser.
 * The browser belongs to the user and outlives this process. False when there is no display or no
 * browser; the address is then for the user to open.
 */
export async function openInBrowser(address: string): Promise<boolean> {
  const command = browserCommand(address, {
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    isExecutable,
  })
  if (command === undefined) return false
  return await new Promise((resolve) => {
    const child = spawn(command.program, command.args, { detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

/** Chromium and its kin open a page without tabs and address bar, like a program of its own. */
const appBrowsers: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
}

/** The command that shows the address, or undefined when nothing here can. */
export function browserCommand(address: string, around: BrowserSurroundings): BrowserCommand | undefined {
  const { platform, env } = around
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined
  // Chromium does not run as root with its sandbox, and Pitwall does not switch the sandbox off.
  if (!around.isRoot) {
    for (const name of appBrowsers[platform] ?? []) {
      const program = findProgram(name, around)
      if (program !== undefined) return { program, args: [`--app=${address}`] }
    }
  }
  if (platform === 'darwin') return { program: 'open', args: [address] }
  // `start` is of cmd.exe; its first quoted argument is a title. The address has no `&`.
  if (platform === 'win32') return { program: 'cmd.exe', args: ['/c', 'start', '""', address] }
  const opener = findProgram('xdg-open', around)
  return opener === undefined ? undefined : { program: opener, args: [address] }
}

function findProgram(name: string, around: BrowserSurroundings): string | undefined {
  if (name.startsWith('/')) return around.isExecutable(name) ? name : undefined
  const folders = (around.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(around.isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
