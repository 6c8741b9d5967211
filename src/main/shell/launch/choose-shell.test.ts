import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { browserCommand, type BrowserSurroundings } from '../browser/open-in-browser.ts'
import { chooseShell, type ShellSurroundings } from './choose-shell.ts'
import { findElectronRuntime } from './electron-runtime.ts'

const desk: ShellSurroundings = {
  wanted: undefined,
  electron: '/electron',
  platform: 'linux',
  env: { DISPLAY: ':0' },
  isRoot: false,
}

describe('the shell', () => {
  test('is the desktop shell where Electron can run', () => {
    expect(chooseShell(desk)).toEqual({ shell: 'desktop', electron: '/electron' })
    expect(chooseShell({ ...desk, env: { WAYLAND_DISPLAY: 'wayland-0' } }).shell).toBe('desktop')
    expect(chooseShell({ ...desk, platform: 'darwin', env: {} }).shell).toBe('desktop')
  })

  test.each([
    ['without the runtime', { electron: undefined }, 'The Electron runtime is not on this machine.'],
    ['without a display', { env: {} }, 'There is no display for a window.'],
    ['as root', { isRoot: true }, 'Electron does not run safely as root.'],
  ])('is the browser shell %s, and says why', (_when, change, reason) => {
    expect(chooseShell({ ...desk, ...change })).toEqual({ shell: 'browser', reason })
  })

  test('is the one that was asked for', () => {
    expect(chooseShell({ ...desk, wanted: 'browser' })).toEqual({ shell: 'browser' })
  })
})

test('the Electron runtime is where its install script says, if it is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-electron-'))
  try {
    expect(findElectronRuntime(folder, {})).toBeUndefined()
    await writeFile(join(folder, 'path.txt'), 'electron')
    expect(findElectronRuntime(folder, {})).toBeUndefined()
    await mkdir(join(folder, 'dist'))
    await writeFile(join(folder, 'dist', 'electron'), '')
    expect(findElectronRuntime(folder, {})).toBe(join(folder, 'dist', 'electron'))
    expect(findElectronRuntime(folder, { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toBeUndefined()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

function around(programs: string[], change: Partial<BrowserSurroundings> = {}): BrowserSurroundings {
  return {
    platform: 'linux',
    env: { DISPLAY: ':0', PATH: '/usr/bin' },
    isRoot: false,
    isExecutable: (path) => programs.includes(path),
    ...change,
  }
}

describe('the browser', () => {
  const address = 'http://127.0.0.1:4000/?token=abc'

  test('opens a window of its own where it is Chromium or its kin', () => {
    expect(browserCommand(address, around(['/usr/bin/chromium', '/usr/bin/xdg-open']))).toEqual({
      program: '/usr/bin/chromium',
      args: [`--app=${address}`],
    })
  })

  test('is the user’s own otherwise, and for root', () => {
    const xdgOpen = { program: '/usr/bin/xdg-open', args: [address] }
    expect(browserCommand(address, around(['/usr/bin/xdg-open']))).toEqual(xdgOpen)
    const asRoot = around(['/usr/bin/chromium', '/usr/bin/xdg-open'], { isRoot: true })
    expect(browserCommand(address, asRoot)).toEqual(xdgOpen)
    expect(browserCommand(address, around([], { platform: 'darwin' }))?.program).toBe('open')
    expect(browserCommand(address, around([], { platform: 'win32' }))?.program).toBe('cmd.exe')
  })

  test('is not opened without a display, or where there is none', () => {
    expect(
      browserCommand(address, around(['/usr/bin/chromium'], { env: { PATH: '/usr/bin' } })),
    ).toBeUndefined()
    expect(browserCommand(address, around([]))).toBeUndefined()
  })
})
