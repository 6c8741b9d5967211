import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/index.ts'
import { createConnectionStore, type Connection, type ConnectionStore } from './connection.ts'
import { desktopLink, hasDesktopBridge } from './desktop-link.ts'
import type { Link } from './link.ts'
import { webSocketLink } from './web-socket-link.ts'

const store = createConnectionStore({ kind: 'connecting' })

/** The state of the connection to the main process. */
export const connection: Connection = store

/**
 * Every procedure of the contract. A call takes `{ signal }` as its second argument; aborting it ends
 * the call, or the stream it answered with, here and in the main process. What a call throws is made
 * into a Failure by `toFailure`.
 */
export const api: ContractRouterClient<Contract> = createORPCClient(openLink(store))

function openLink(state: ConnectionStore): Link {
  if (hasDesktopBridge(window)) return desktopLink(window, state)
  const address = new URL('/rpc', location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return webSocketLink({ address: address.href, connection: state })
}
