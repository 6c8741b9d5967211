import { api, toFailure } from '#renderer/api/index.ts'
import type { Discovery } from '#shared/contract/environments.ts'

/** Where targets may be looked for. */
export type DiscoverySource =
  | { from: 'text'; text: string }
  | { from: 'folder'; folder: string }
  | { from: 'machine' }

/** Looks for targets. Their passwords stay in the main process. Throws a Failure. */
export async function discover(source: DiscoverySource, signal: AbortSignal): Promise<Discovery> {
  try {
    switch (source.from) {
      case 'text':
        return await api.discovery.readText({ text: source.text }, { signal })
      case 'folder':
        return await api.discovery.readFolder({ folder: source.folder }, { signal })
      case 'machine':
        return await api.discovery.readMachine(undefined, { signal })
    }
  } catch (error) {
    throw toFailure(error)
  }
}
