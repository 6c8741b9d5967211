/**
 * The browser shell: the workbench behind an HTTP server on 127.0.0.1, for browsers and programs of
 * this machine (or at the far end of an SSH tunnel). Every request must name the server by its own
 * address, come from its own origin where it names one, and carry the session cookie or the bearer
 * token. The contract goes over a WebSocket at `/rpc` and over HTTP under `/api`.
 */
export { openBrowserShell, type BrowserShell, type BrowserShellOptions } from './server.ts'
export { openInBrowser } from './open-in-browser.ts'
export { newSecret, type GuardSecrets } from './guard.ts'
