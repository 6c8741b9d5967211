import type { CustomScheme } from 'electron'
import { answerFile, securityHeaders } from '../page.ts'
import type { StaticFiles } from '../static-files.ts'
import { APP_SCHEME, isOwnAddress } from './origin.ts'

/**
 * Registered before the app is ready. `standard` gives the page an origin of its own, `secure` makes
 * it a secure context; it does not bypass the page's policy.
 */
export const appScheme: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

/** Answers requests to `app://pitwall/…` with files of the built renderer, and with nothing else. */
export function createAppProtocol(files: StaticFiles): (request: Request) => Promise<Response> {
  return async (request) => {
    const pathname = isOwnAddress(request.url) ? URL.parse(request.url)?.pathname : undefined
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const file = isRead && pathname !== undefined ? files.find(pathname) : undefined
    if (file === undefined) return new Response(null, { status: 404, headers: securityHeaders })
    const { headers, body } = await answerFile(file)
    return new Response(request.method === 'HEAD' ? null : body, { headers })
  }
}
