import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** The built renderer: a closed list of files, by the path that a request names. */
export interface StaticFiles {
  /** The file of a URL's path (`/`, `/assets/index-1a2b.js`), or undefined. */
  find: (pathname: string) => StaticFile | undefined
}

export interface StaticFile {
  contentType: string
  /** The page itself, which carries a nonce and is never cached. */
  isPage: boolean
  /** Its name holds a hash of its content. */
  isImmutable: boolean
  read: () => Promise<Buffer<ArrayBuffer>>
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
}

/**
 * Lists the folder once. A request is looked up in that list and never turned into a path of the file
 * system, so nothing outside the folder can be named, however the request spells it.
 */
export function openStaticFiles(folder: string): StaticFiles {
  const files = new Map<string, StaticFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const pathname = `/${relative(folder, path).split(sep).join('/')}`
    files.set(pathname, describe(pathname, path))
  }
  const page = files.get('/index.html')
  if (page !== undefined) files.set('/', page)
  return { find: (pathname) => files.get(pathname) }
}

function describe(pathname: string, path: string): StaticFile {
  return {
    contentType: contentTypes[extname(path)] ?? 'application/octet-stream',
    isPage: pathname === '/index.html',
    isImmutable: pathname.startsWith('/assets/'),
    read: async () => await readFile(path),
  }
}
