/** The scheme and host that the page is served from; not of the web, so no site can be it. */
export const APP_SCHEME = 'app'
const APP_HOST = 'pitwall'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

/** True for addresses and origins of our own page, with or without a path. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === ''
}
