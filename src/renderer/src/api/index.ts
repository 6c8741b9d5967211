/**
 * How the renderer talks to the main process: one typed client, {@link api}, over a MessagePort in the
 * desktop shell and over a WebSocket in the browser shell; the state of that connection; and what
 * went wrong, as a Failure. Stores use it; components do not.
 */
export { api, connection } from './client.ts'
export type { Connection, ConnectionState } from './connection.ts'
export { toFailure } from './failures.ts'
export { follow, type FollowListener } from './follow.ts'
export { styleNonce } from './style-nonce.ts'
