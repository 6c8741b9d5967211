/**
 * Stands in for the `electron` module when the built bundle is run by plain Node: records what the
 * main process asks of Electron, and plays the parts of it that the tests need (events, quitting,
 * loading the page through the registered protocol). Loaded natively, once; `reset()` before each run.
 */
import { EventEmitter } from 'node:events'
import {
  MessageChannel as NodeMessageChannel,
  type MessagePort as NodeMessagePort,
} from 'node:worker_threads'

type Handler = (...args: never[]) => unknown

/** What the bundle has asked for since the last reset, and what the stand-in is to answer. */
export interface ElectronRecord {
  calls: [name: string, ...args: unknown[]][]
  handlers: Map<string, Handler>
  windows: StandInWindow[]
  hasQuit: boolean
  exitCode: number | undefined
  /** Answers. */
  hasLock: boolean
  storageBackend: string
  isEncryptionAvailable: boolean
}

function newRecord(): ElectronRecord {
  return {
    calls: [],
    handlers: new Map(),
    windows: [],
    hasQuit: false,
    exitCode: undefined,
    hasLock: true,
    storageBackend: 'gnome_libsecret',
    isEncryptionAvailable: true,
  }
}

export let record = newRecord()

export function reset(): ElectronRecord {
  record = newRecord()
  for (const emitter of [app, ipcMain, ipcRenderer]) emitter.removeAllListeners()
  app.isPackaged = false
  nativeTheme.themeSource = 'system'
  return record
}

/** An event whose default the listener may prevent. */
export function preventable(): { defaultPrevented: boolean; preventDefault: () => void } {
  const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) }
  return event
}

class StandInApp extends EventEmitter {
  isPackaged = false
  setName = note('app.setName')
  setPath = note('app.setPath')
  enableSandbox = note('app.enableSandbox')
  requestSingleInstanceLock(): boolean {
    note('app.requestSingleInstanceLock')()
    return record.hasLock
  }
  async whenReady(): Promise<void> {
    note('app.whenReady')()
    await Promise.resolve()
  }
  quit(): void {
    note('app.quit')()
    const event = preventable()
    this.emit('before-quit', event)
    if (!event.defaultPrevented) record.hasQuit = true
  }
  exit(code: number): void {
    record.exitCode = code
  }
}
export const app = new StandInApp()

export class StandInContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
}

export class StandInWindow extends EventEmitter {
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> }
  readonly webContents = new StandInContents()
  shown = false
  focused = false
  loaded: string | undefined
  constructor(options: StandInWindow['options']) {
    super()
    this.options = options
    record.windows.push(this)
    app.emit('web-contents-created', preventable(), this.webContents)
  }
  show(): void {
    this.shown = true
  }
  focus(): void {
    this.focused = true
  }
  isMinimized(): boolean {
    return false
  }
  async loadURL(url: string): Promise<void> {
    this.loaded = url
    await request(url)
    this.emit('ready-to-show')
  }
}
export { StandInWindow as BrowserWindow }

/** Asks the protocol that the bundle registered, as the page would. */
export async function request(url: string, method = 'GET'): Promise<Response> {
  const handler = record.handlers.get(`protocol:${url.slice(0, url.indexOf(':'))}`)
  if (handler === undefined) throw new Error(`No protocol for ${url}`)
  // Not a real Request: its constructor tidies the address, which a hostile caller need not do.
  return await (handler as (asked: { url: string; method: string }) => Promise<Response>)({ url, method })
}

export const protocol = {
  registerSchemesAsPrivileged: note('protocol.registerSchemesAsPrivileged'),
  handle: (scheme: string, handler: Handler) => void record.handlers.set(`protocol:${scheme}`, handler),
}

export const session = {
  defaultSession: {
    setPermissionRequestHandler: keep('permissionRequest'),
    setPermissionCheckHandler: keep('permissionCheck'),
    setDevicePermissionHandler: keep('devicePermission'),
    on: (name: string, handler: Handler) => void record.handlers.set(name, handler),
    webRequest: { onBeforeRequest: keep('beforeRequest') },
  },
}

export const ipcMain = new EventEmitter()
export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: true }
export const dialog = { showErrorBox: note('dialog.showErrorBox') }
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: note('Menu.setApplicationMenu'),
}

export const safeStorage = {
  getSelectedStorageBackend: () => record.storageBackend,
  isEncryptionAvailable: () => record.isEncryptionAvailable,
  encryptString: (text: string) => Buffer.from(text).reverse(),
  decryptString: (bytes: Buffer) => Buffer.from(bytes).reverse().toString(),
}

/** For the preload script. */
export const contextBridge = { exposeInMainWorld: note('contextBridge.exposeInMainWorld') }
class StandInIpcRenderer extends EventEmitter {
  postMessage = note('ipcRenderer.postMessage')
  send = note('ipcRenderer.send')
  invoke = note('ipcRenderer.invoke')
}
export const ipcRenderer = new StandInIpcRenderer()

/** One end of a channel as the main process gets it: events with `data`, queued until `start()`. */
export class StandInMessagePortMain extends EventEmitter {
  isClosed = false
  readonly #port: NodeMessagePort
  constructor(port: NodeMessagePort) {
    super()
    this.#port = port
    port.once('close', () => {
      this.isClosed = true
      this.emit('close')
    })
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message, [])
  }
  close(): void {
    this.#port.close()
  }
}

/** A channel between a page and the main process. */
export function openChannel(): { page: NodeMessagePort; main: StandInMessagePortMain } {
  const { port1, port2 } = new NodeMessageChannel()
  return { page: port1, main: new StandInMessagePortMain(port2) }
}

function note(name: string): (...args: unknown[]) => void {
  return (...args) => void record.calls.push([name, ...args])
}

function keep(name: string): (handler: Handler) => void {
  return (handler) => void record.handlers.set(name, handler)
}
