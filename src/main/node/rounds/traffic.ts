import * as z from 'zod'
import type { AttachedThread } from '../attachments/index.ts'

/** Counts the HTTP requests that arrive in a thread, by a listener put into it. */
export interface RequestCounter {
  /** How many have arrived since it was put in. */
  read: () => Promise<number>
  /** Takes the listener out again. No error where the thread is gone. */
  remove: () => Promise<void>
}

/** Above this name the listener and its count are found again in the process. */
const PLACE = 'pitwall.requests'

const put = `(builtin, place) => {
  const channel = 'http.server.request.start'
  const { subscribe, unsubscribe } = builtin('node:diagnostics_channel')
  const counter = { count: 0, remove: () => unsubscribe(channel, listener) }
  const listener = () => { counter.count++ }
  subscribe(channel, listener)
  Object.defineProperty(globalThis, Symbol.for(place), { value: counter, configurable: true })
  return 0
}`
const read = `(builtin, place) => globalThis[Symbol.for(place)]?.count ?? 0`
const remove = `(builtin, place) => {
  globalThis[Symbol.for(place)]?.remove()
  return delete globalThis[Symbol.for(place)]
}`

/** So that two who count at once do not take each other's listener out. */
let counters = 0

/**
 * Counts requests of Node's own HTTP/1 servers. Those of HTTP/2 are told by no channel: then the count
 * stays 0.
 *
 * @throws Failure as {@link AttachedThread.evaluate}
 */
export async function countRequests(thread: AttachedThread, signal?: AbortSignal): Promise<RequestCounter> {
  const place = `${PLACE}.${counters++}`
  await thread.evaluate(z.number(), put, [place], { signal })
  const takeOut = async (): Promise<void> => {
    try {
      await thread.evaluate(z.boolean(), remove, [place])
    } catch {
      // The thread is gone, and the listener with it.
    }
  }
  const forget = thread.beforeDetach(takeOut)
  return {
    read: async () => await thread.evaluate(z.number(), read, [place], { signal }),
    async remove() {
      forget()
      await takeOut()
    },
  }
}
