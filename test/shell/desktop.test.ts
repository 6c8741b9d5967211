import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Contract } from '../../src/shared/contract/index.ts'
import { runDesktop, runPreload, startDesktop, type Desktop } from './run-desktop.ts'

let desktop: Pick<Desktop, 'close'> | undefined
afterEach(async () => {
  await desktop?.close()
  desktop = undefined
})

async function run(...args: Parameters<typeof runDesktop>): Promise<Desktop> {
  const opened = await runDesktop(...args)
  desktop = opened
  return opened
}

/** Hands a port to the main process as the preload script does; answers with the page's end. */
function connect(opened: Desktop, sender: object = opened.window.webContents, frame?: object | null) {
  const { page, main } = opened.electron.openChannel()
  opened.electron.ipcMain.emit('pitwall:connect', {
    sender,
    senderFrame: frame === undefined ? ownFrame : frame,
    ports: [main],
  })
  return { page, main }
}

const ownFrame = { url: 'app://pitwall/', origin: 'app://pitwall', parent: null }

describe('the contract over a port', () => {
  test('reaches the real router, and streams stop when the page aborts them', async () => {
    const opened = await run()
    const { page } = connect(opened)
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: page }))
    page.start()
    const info = await client.app.info()
    expect(info).toMatchObject({ shell: 'desktop', home: opened.home, secretStorage: { kind: 'keychain' } })
    expect(await client.settings.update({ theme: 'dark' })).toMatchObject({ theme: 'dark' })
    await expect(client.environments.remove({ id: 'no-such' })).rejects.toMatchObject({ code: 'NOT_FOUND' })

    const controller = new AbortController()
    const stream = await client.jobs.watch(undefined, { signal: controller.signal })
    expect((await stream.next()).value).toEqual([])
    const next = stream.next()
    controller.abort()
    await expect(next).rejects.toThrow()
    page.close()
  })

  test.each([
    ['another origin', { ...ownFrame, url: 'https://evil.example/', origin: 'https://evil.example' }],
    ['a frame inside the page', { ...ownFrame, parent: ownFrame }],
    ['a blank page opened by ours', { ...ownFrame, url: 'about:blank' }],
    ['our page without its origin', { ...ownFrame, origin: 'null' }],
    ['another host of the scheme', { ...ownFrame, url: 'app://evil/', origin: 'app://evil' }],
    ['a frame that is gone', null],
  ])('is refused to %s', async (_who, frame) => {
    const opened = await run()
    const { main } = connect(opened, opened.window.webContents, frame)
    expect(main.listenerCount('message')).toBe(0)
    await expect.poll(() => main.isClosed).toBe(true)
    expect(readFileSync(join(opened.home, 'pitwall.log'), 'utf8')).toContain('was refused')
  })

  test('is refused to contents that are no window of ours', async () => {
    const opened = await run()
    const { main } = connect(opened, new opened.electron.StandInContents())
    await expect.poll(() => main.isClosed).toBe(true)
  })

  test('needs exactly one port', async () => {
    const opened = await run()
    const event = { sender: opened.window.webContents, senderFrame: ownFrame }
    const [one, two] = [opened.electron.openChannel(), opened.electron.openChannel()]
    opened.electron.ipcMain.emit('pitwall:connect', { ...event, ports: [] })
    opened.electron.ipcMain.emit('pitwall:connect', { ...event, ports: [one.main, two.main] })
    await expect.poll(() => one.main.isClosed && two.main.isClosed).toBe(true)
  })

  test('ends with its page: a port that closes stops the streams on it, another one goes on', async () => {
    const opened = await run()
    const [old, fresh] = [connect(opened), connect(opened)]
    const clients = [old, fresh].map(({ page }) => {
      const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: page }))
      page.start()
      return client
    })
    const [watching] = await Promise.all(clients.map(async (client) => await client.jobs.watch()))
    await watching?.next()
    // What a reload does: the old page and its port go.
    old.page.close()
    await expect.poll(() => old.main.isClosed).toBe(true)
    expect(await clients[1]?.app.info()).toMatchObject({ shell: 'desktop' })
    fresh.page.close()
  })

  test('is the only channel there is', async () => {
    const opened = await run()
    expect(opened.electron.ipcMain.eventNames()).toEqual(['pitwall:connect'])
  })
})

describe('the preload script', () => {
  test('exposes one function, which hands a port to the page and one to the main process', async () => {
    const postMessage = vi.fn()
    const record = await runPreload({ postMessage, location: { origin: 'app://pitwall' } })
    const exposed = record.calls.filter(([name]) => name === 'contextBridge.exposeInMainWorld')
    expect(exposed).toHaveLength(1)
    expect(exposed[0]?.[1]).toBe('pitwall')
    // The surface is asserted whole; what connect is, is known from it.
    const bridge = exposed[0]?.[2] as { connect: () => void }
    expect(Object.entries(bridge).map(([key, value]) => [key, typeof value])).toEqual([
      ['connect', 'function'],
    ])
    expect(bridge.connect.length).toBe(0)
    expect(record.calls).toHaveLength(1)

    expect(bridge.connect()).toBeUndefined()
    const sent = record.calls.slice(1)
    expect(sent).toEqual([['ipcRenderer.postMessage', 'pitwall:connect', null, [expect.any(MessagePort)]]])
    expect(postMessage.mock.calls).toEqual([['pitwall:port', 'app://pitwall', [expect.any(MessagePort)]]])
    for (const port of [sent[0]?.[3], postMessage.mock.calls[0]?.[2]].flat()) {
      if (port instanceof MessagePort) port.close()
    }
  })
})

describe('saved passwords', () => {
  test('Linux without a key store: refused, with the reason', async () => {
    const opened = await run((_electron, record) => {
      record.storageBackend = 'basic_text'
    })
    const { page } = connect(opened)
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: page }))
    page.start()
    const { secretStorage } = await client.app.info()
    if (process.platform === 'linux') {
      expect(secretStorage.kind).toBe('memory')
      expect(secretStorage.reason).toMatch(/no key store/)
    }
    page.close()
  })

  test('a locked key store: refused, with the reason', async () => {
    const opened = await run((_electron, record) => {
      record.isEncryptionAvailable = false
    })
    const { page } = connect(opened)
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: page }))
    page.start()
    expect((await client.app.info()).secretStorage).toMatchObject({
      kind: 'memory',
      reason: expect.stringContaining('not available'),
    })
    page.close()
  })
})

describe('start and end', () => {
  test('quitting waits until the workbench has closed', async () => {
    const opened = await run()
    opened.electron.app.quit()
    expect(opened.record.hasQuit).toBe(false)
    // A second request while it closes changes nothing.
    opened.electron.app.quit()
    expect(opened.record.hasQuit).toBe(false)
    await expect.poll(() => opened.record.hasQuit).toBe(true)
    // Ours twice, and the shell's own once it has closed.
    expect(opened.record.calls.filter(([name]) => name === 'app.quit')).toHaveLength(3)
  })

  test('closing the window quits', async () => {
    const opened = await run()
    opened.electron.app.emit('window-all-closed')
    await expect.poll(() => opened.record.hasQuit).toBe(true)
  })

  test('a second start shows the first window and opens nothing', async () => {
    const opened = await run()
    opened.electron.app.emit('second-instance', {}, ['electron', 'index.js'])
    expect(opened.window.focused).toBe(true)
    await opened.close()

    desktop = undefined
    const second = await startDesktop((_electron, record) => {
      record.hasLock = false
    })
    expect(second.record.hasQuit).toBe(true)
    expect(second.record.calls.map(([name]) => name)).not.toContain('app.whenReady')
    expect(second.record.windows).toEqual([])
    await second.close()
  })

  test('Electron keeps its own data below the home folder', async () => {
    const opened = await run()
    expect(opened.record.calls).toContainEqual(['app.setPath', 'userData', join(opened.home, 'desktop')])
  })

  test('developer tools are not in the packaged program', async () => {
    for (const isPackaged of [true, false]) {
      const opened = await run((electron) => {
        electron.app.isPackaged = isPackaged
      })
      const menu = opened.record.calls.find(([name]) => name === 'Menu.setApplicationMenu')
      expect(JSON.stringify(menu).includes('toggleDevTools')).toBe(!isPackaged)
      expect(opened.window.options.webPreferences['devTools']).toBe(!isPackaged)
      await opened.close()
    }
    desktop = undefined
  })
})
