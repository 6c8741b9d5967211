import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowserShell, type BrowserShell } from '../../../src/main/shell/browser/index.ts'
import { openStaticFiles } from '../../../src/main/shell/static-files.ts'
import { openWorkbench, type Workbench } from '../../../src/main/workbench.ts'

export interface OpenedShell {
  shell: BrowserShell
  port: number
  /** What the shell has logged. */
  logged: string[]
  close: () => Promise<void>
}

/** The browser shell over a real workbench in a folder of its own, with the built pages. */
export async function openShell(
  change: (router: Workbench['router']) => Workbench['router'] = (router) => router,
): Promise<OpenedShell> {
  const home = await mkdtemp(join(tmpdir(), 'pitwall-shell-'))
  const logged: string[] = []
  const log = (message: string): void => void logged.push(message)
  const workbench = openWorkbench({ home, shell: 'browser', log })
  const shell = await openBrowserShell({
    router: change(workbench.router),
    files: openStaticFiles('out/renderer'),
    port: 0,
    version: '0.0.0',
    log,
  })
  return {
    shell,
    port: Number(new URL(shell.address).port),
    logged,
    close: async () => {
      await shell.close()
      await workbench.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** A request exactly as given: no path is tidied, and Host and Origin may be anything. */
export async function send(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        })
      },
    )
    request.once('error', reject)
    request.end(options.body)
  })
}

/** The session cookie of a browser that opened the shell's address. */
export async function signIn({ shell, port }: OpenedShell): Promise<string> {
  const { pathname, search } = new URL(shell.launchUrl())
  const answer = await send(port, `${pathname}${search}`)
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}
