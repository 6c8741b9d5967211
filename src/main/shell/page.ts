import { randomBytes } from 'node:crypto'
import type { StaticFile } from './static-files.ts'

/** Stands in the built page where the nonce of each load goes; electron.vite.config.ts puts it there. */
export const NONCE_PLACEHOLDER = 'PITWALL_STYLE_NONCE'

export interface Answer {
  headers: Record<string, string>
  body: Buffer<ArrayBuffer>
}

/**
 * A file of the renderer with the headers that both shells send with it. `socketOrigins` are
 * WebSocket origins the page may connect to besides its own.
 */
export async function answerFile(file: StaticFile, socketOrigins: string[] = []): Promise<Answer> {
  const content = await file.read()
  if (!file.isPage) {
    const cache = file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-store'
    return {
      headers: { ...securityHeaders, 'content-type': file.contentType, 'cache-control': cache },
      body: content,
    }
  }
  const nonce = randomBytes(16).toString('base64')
  return {
    headers: {
      ...securityHeaders,
      'content-type': file.contentType,
      'content-security-policy': contentSecurityPolicy(nonce, socketOrigins),
      'cache-control': 'no-store',
    },
    body: Buffer.from(content.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce)),
  }
}

/** Headers of every answer, whatever it is. */
export const securityHeaders: Readonly<Record<string, string>> = {
  // For anything that is not the page: nothing may be loaded or run.
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/**
 * The page's policy: nothing but its own files. `style-src` has a nonce for the libraries that add
 * `<style>` elements; attributes set through the DOM need no permission.
 */
function contentSecurityPolicy(nonce: string, socketOrigins: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...socketOrigins].join(' '),
    "worker-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
