import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { runDesktop, type Desktop } from './run-desktop.ts'

let desktop: Desktop
beforeAll(async () => {
  desktop = await runDesktop()
})
afterAll(async () => await desktop.close())

/** A handler that the bundle registered. The stand-in keeps them without their types. */
function handler(name: string): (...args: never[]) => unknown {
  const found = desktop.record.handlers.get(name)
  if (found === undefined) throw new Error(`The bundle registered no ${name}.`)
  return found
}

describe('the window', () => {
  test.each([
    ['contextIsolation', true],
    ['sandbox', true],
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['webSecurity', true],
    ['allowRunningInsecureContent', false],
    ['experimentalFeatures', false],
    ['webviewTag', false],
    ['navigateOnDragDrop', false],
    ['spellcheck', false],
  ])('%s is %s', (option, expected) => {
    expect(desktop.window.options.webPreferences[option]).toBe(expected)
  })

  test('loads our preload script and our page, nothing else', () => {
    expect(desktop.record.windows).toHaveLength(1)
    expect(desktop.window.options.webPreferences['preload']).toMatch(/[\\/]out[\\/]preload[\\/]index\.cjs$/)
    expect(desktop.window.loaded).toBe('app://pitwall/')
    for (const risky of ['enableBlinkFeatures', 'additionalArguments', 'webgl2', 'plugins']) {
      expect(desktop.window.options.webPreferences).not.toHaveProperty(risky)
    }
  })

  test('is shown when it has painted, on a background of the theme', () => {
    expect(desktop.window.options['show']).toBe(false)
    expect(desktop.window.options['backgroundColor']).toBe('#111214')
  })

  test('every renderer is sandboxed, from before the app is ready', () => {
    const names = desktop.record.calls.map(([name]) => name)
    const ready = names.indexOf('app.whenReady')
    for (const early of ['app.enableSandbox', 'protocol.registerSchemesAsPrivileged', 'app.setPath']) {
      expect(names.indexOf(early)).toBeGreaterThanOrEqual(0)
      expect(names.indexOf(early)).toBeLessThan(ready)
    }
  })
})

describe('navigation', () => {
  test.each(['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'])(
    '%s is prevented, for whatever contents there are',
    (name) => {
      const other = new desktop.electron.StandInContents()
      desktop.electron.app.emit('web-contents-created', {}, other)
      for (const contents of [desktop.window.webContents, other]) {
        const event = desktop.electron.preventable()
        contents.emit(name, Object.assign(event, { url: 'https://evil.example/' }))
        expect(event.defaultPrevented).toBe(true)
      }
    },
  )

  test.each(['https://evil.example/', 'app://pitwall/', 'about:blank', 'file:///etc/passwd'])(
    'no window opens for %s',
    (url) => {
      expect(desktop.window.webContents.openHandler?.({ url })).toEqual({ action: 'deny' })
    },
  )

  test.each([
    ['app://pitwall/assets/a.js', false],
    ['blob:app://pitwall/1-2', false],
    ['data:text/plain,x', false],
    ['https://example.com/', true],
    ['http://127.0.0.1:8080/', true],
    ['ws://127.0.0.1:8080/', true],
    ['file:///etc/passwd', true],
    ['app://other/', true],
  ])('a request for %s is cancelled: %s', (url, cancel) => {
    type BeforeRequest = (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void
    let answer: { cancel: boolean } | undefined
    const ask = handler('beforeRequest') as BeforeRequest
    ask({ url }, (given) => {
      answer = given
    })
    expect(answer).toEqual({ cancel })
  })
})

describe('downloads', () => {
  test.each([
    [['blob:app://pitwall/6a1f'], false],
    [['https://evil.example/setup.exe'], true],
    [['https://evil.example/', 'blob:app://pitwall/6a1f'], true],
    [['blob:https://evil.example/6a1f'], true],
    [['blob:app://pitwall.evil.example/6a1f'], true],
    [['data:text/html,x'], true],
    [['file:///etc/passwd'], true],
  ])('of %j is prevented: %s', (chain, isPrevented) => {
    const event = desktop.electron.preventable()
    const start = handler('will-download') as (given: typeof event, item: object) => void
    start(event, { getURLChain: () => chain })
    expect(event.defaultPrevented).toBe(isPrevented)
  })
})

describe('permissions', () => {
  const all = (
    'media geolocation notifications midi midiSysex pointerLock fullscreen openExternal clipboard-read ' +
    'display-capture fileSystem hid serial usb idle-detection window-management storage-access local-fonts'
  ).split(' ')
  type Request = (
    contents: object,
    permission: string,
    callback: (granted: boolean) => void,
    details: { isMainFrame: boolean; requestingUrl: string },
  ) => void
  type Check = (contents: object, permission: string, origin: string, details: object) => boolean

  function request(permission: string, requestingUrl: string, isMainFrame = true): boolean | undefined {
    let answer: boolean | undefined
    const give = (granted: boolean): void => void (answer = granted)
    const ask = handler('permissionRequest') as Request
    ask({}, permission, give, { isMainFrame, requestingUrl })
    return answer
  }
  const check = (permission: string, origin: string): boolean =>
    (handler('permissionCheck') as Check)({}, permission, origin, {})

  test.each(all)('%s is denied to our own page, asked or checked', (permission) => {
    expect(request(permission, 'app://pitwall/')).toBe(false)
    expect(check(permission, 'app://pitwall/')).toBe(false)
  })

  test('only our page may copy text', () => {
    expect(request('clipboard-sanitized-write', 'app://pitwall/')).toBe(true)
    expect(check('clipboard-sanitized-write', 'app://pitwall')).toBe(true)
    expect(request('clipboard-sanitized-write', 'app://pitwall/', false)).toBe(false)
    for (const foreign of ['https://evil.example/', 'app://evil/', 'app://pitwall.evil.example/', '']) {
      expect(request('clipboard-sanitized-write', foreign)).toBe(false)
      expect(check('clipboard-sanitized-write', foreign)).toBe(false)
    }
  })

  test('no device is granted', () => {
    const ask = handler('devicePermission') as (details: object) => boolean
    expect(ask({ deviceType: 'usb' })).toBe(false)
  })
})

describe('the app:// protocol', () => {
  test('is a secure origin of its own that bypasses nothing', () => {
    const registered = desktop.record.calls.find(([name]) => name === 'protocol.registerSchemesAsPrivileged')
    expect(registered?.[1]).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ])
  })

  test('serves the page under a strict policy, with a nonce of its own each time', async () => {
    const nonces = new Set<string | undefined>()
    for (let load = 0; load < 2; load++) {
      const page = await desktop.electron.request('app://pitwall/')
      expect(page.status).toBe(200)
      const policy = page.headers.get('content-security-policy') ?? ''
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
      nonces.add(nonce)
      expect(policy.split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ])
      expect(page.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await page.text()).toContain(`nonce="${nonce}"`)
    }
    expect(nonces.size).toBe(2)
  })

  test('serves the page’s own files', async () => {
    const page = await (await desktop.electron.request('app://pitwall/index.html')).text()
    const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
    const answer = await desktop.electron.request(`app://pitwall${script}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/javascript')
  })

  test.each([
    'app://pitwall/../package.json',
    'app://pitwall/../../package.json',
    'app://pitwall/%2e%2e/%2e%2e/package.json',
    'app://pitwall/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json',
    'app://pitwall/..%5c..%5cpackage.json',
    'app://pitwall/..\\..\\package.json',
    'app://pitwall//etc/passwd',
    'app://pitwall/etc/passwd',
    'app://pitwall/file:///etc/passwd',
    'app://pitwall/index.html%00',
    'app://pitwall/assets/',
    'app://other/index.html',
    'app://pitwall.evil.example/index.html',
    'app://user@pitwall/index.html',
    'app:///index.html',
    'app:index.html',
  ])('and nothing for %s', async (url) => {
    const answer = await desktop.electron.request(url)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('and only to readers', async () => {
    expect((await desktop.electron.request('app://pitwall/', 'POST')).status).toBe(404)
    const head = await desktop.electron.request('app://pitwall/', 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})

describe('the packaged program', () => {
  // The file's shape is electron-builder's; only what is asserted is named.
  const config = parse(readFileSync('electron-builder.yml', 'utf8')) as Record<string, unknown>

  test('cannot be turned into a plain Node, and runs only the archive it was built with', () => {
    expect(config['electronFuses']).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
    expect(config['asar']).toBe(true)
  })
})
