import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { vi } from 'vitest'
import type * as StandIn from './electron-stand-in.ts'

interface NativeLoader {
  standIn: () => Promise<typeof StandIn>
  bundle: (path: string) => Promise<unknown>
  script: (path: string) => unknown
}

// A CommonJS file of ours, whose exports have these types.
const load = createRequire(import.meta.url)('./load-natively.cjs') as NativeLoader

const MAIN = resolve('out/main/index.js')
const PRELOAD = resolve('out/preload/index.cjs')

const PATIENCE = { timeout: 20_000, interval: 20 }

export interface Desktop {
  electron: typeof StandIn
  record: StandIn.ElectronRecord
  home: string
  /** The only window, its page loaded. */
  window: StandIn.StandInWindow
  /** Quits as the user would, waits for the end, removes the home folder. */
  close: () => Promise<void>
}

/** Runs the built main bundle against the stand-in until its window shows. */
export async function runDesktop(
  prepare: (electron: typeof StandIn, record: StandIn.ElectronRecord) => void = () => {},
): Promise<Desktop> {
  const started = await startDesktop(prepare)
  const window = await vi.waitFor(() => {
    const [first] = started.record.windows
    if (first?.shown !== true) throw new Error('The window does not show.')
    return first
  }, PATIENCE)
  return { ...started, window }
}

/** The same, for runs that are not to open a window. */
export async function startDesktop(
  prepare: (electron: typeof StandIn, record: StandIn.ElectronRecord) => void = () => {},
): Promise<Omit<Desktop, 'window'>> {
  requireBuild(MAIN)
  const electron = await load.standIn()
  const record = electron.reset()
  prepare(electron, record)
  const home = await mkdtemp(join(tmpdir(), 'pitwall-desktop-'))
  process.env['PITWALL_HOME'] = home
  await load.bundle(MAIN)
  return {
    electron,
    record,
    home,
    close: async () => {
      if (!record.hasQuit) electron.app.quit()
      await vi.waitFor(() => {
        if (!record.hasQuit) throw new Error('The program does not end.')
      }, PATIENCE)
      process.removeAllListeners('unhandledRejection')
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Runs the built preload script in a world with this `window`; answers with the record of its calls. */
export async function runPreload(window: object): Promise<StandIn.ElectronRecord> {
  requireBuild(PRELOAD)
  const electron = await load.standIn()
  const record = electron.reset()
  Object.assign(globalThis, { window })
  load.script(PRELOAD)
  return record
}

function requireBuild(file: string): void {
  if (!existsSync(file)) {
    throw new Error(`${file} is missing: these tests run the built bundle. Run npm run build first.`)
  }
}
