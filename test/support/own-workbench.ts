import { rm } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { makeHome, startWorkbench, type WorkbenchProcess } from './workbench-process.ts'

/** A workbench that belongs to one test, shown by one page. Disposing of it stops it and removes its home. */
export interface OwnWorkbench extends AsyncDisposable {
  page: Page
  home: string
  /** The one that runs now. */
  process: () => WorkbenchProcess
  /** Stops it and starts it again on the same home; the page opens the new address. */
  restart: () => Promise<void>
  /** Everything the page was sent over its WebSockets so far. */
  received: () => string
}

export interface OwnWorkbenchOptions {
  /** Prepares the home folder before the workbench starts. */
  prepare?: (home: string) => Promise<void>
  /** Beside `serve --no-open`. */
  args?: string[]
}

export async function openOwnWorkbench(page: Page, options: OwnWorkbenchOptions = {}): Promise<OwnWorkbench> {
  const frames: Buffer[] = []
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(Buffer.from(payload)))
  })
  const home = await makeHome()
  await options.prepare?.(home)
  const start = async (): Promise<WorkbenchProcess> =>
    await startWorkbench(['serve', '--no-open', ...(options.args ?? [])], { home })
  const show = async (): Promise<void> => {
    await page.goto(current.url)
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  }
  let current = await start()
  const workbench: OwnWorkbench = {
    page,
    home,
    process: () => current,
    restart: async () => {
      await current.stop()
      current = await start()
      await show()
    },
    received: () => Buffer.concat(frames).toString('utf8'),
    [Symbol.asyncDispose]: async () => {
      await current.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
  try {
    await show()
  } catch (error) {
    await workbench[Symbol.asyncDispose]()
    throw error
  }
  return workbench
}
