import type { Session } from 'electron'
import { APP_ORIGIN, isOwnAddress } from './origin.ts'

/** Copying text is all that the page needs of what a browser would ask the user for. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/** Denies every permission but those in the table, and every request that leaves the machine's own files. */
export function restrictSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(granted.has(permission) && details.isMainFrame && isOwnAddress(details.requestingUrl))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => granted.has(permission) && isOwnAddress(requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
  // Charts and tables are saved from what the page has made itself.
  session.on('will-download', (event, item) => {
    if (!item.getURLChain().every((address) => address.startsWith(`blob:${APP_ORIGIN}/`)))
      event.preventDefault()
  })
  // The page's policy forbids them already; this holds for whatever it does not cover.
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !isLocal(details.url) })
  })
}

const localSchemes = new Set(['blob:', 'data:', 'devtools:'])

function isLocal(address: string): boolean {
  return isOwnAddress(address) || localSchemes.has(URL.parse(address)?.protocol ?? '')
}
