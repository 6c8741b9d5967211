/** The store of attachments on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { FollowListener } from '#renderer/api/follow.ts'
import type { Attachment, AttachInput } from '#shared/contract/node/attachments.ts'
import type { Failure } from '#shared/failure.ts'
import { type Attempt, keyOf, type StartedProcess } from './model.ts'

export interface NodeAttachmentsServices {
  /** Tells the list at once and after each change, until the answer is called. */
  follow: (listener: FollowListener<Attachment[]>) => () => void
  open: (input: AttachInput, signal: AbortSignal) => Promise<Attachment>
  reattach: (id: string) => Promise<Attachment>
  close: (id: string) => Promise<void>
  /** Tells of a failure that has no place on the screen. */
  tellFailure: (what: string, failure: Failure) => void
}

export interface NodeAttachmentsState {
  attachments: readonly Attachment[]
  /** Whether the list was told yet. */
  known: boolean
  /** Why it is not told. */
  failure: Failure | null
  /** The attachment that is looked at. */
  chosen: string | null
  /** The chosen thread of each attachment. */
  threads: Readonly<Record<string, string>>
  /** Attaching, by {@link keyOf}; reattaching and detaching, by the attachment's id. */
  attempts: Readonly<Record<string, Attempt>>
  /** How the processes that this window had started were started, by attachment. */
  started: Readonly<Record<string, StartedProcess>>
  /** Keeps the list until the returned function is called. */
  follow: () => () => void
  choose: (id: string) => void
  chooseThread: (id: string, threadId: string) => void
  /** Attaches and looks at it; true where that came about. */
  attach: (input: AttachInput) => Promise<boolean>
  /** Ends an attempt to attach, and forgets why one failed. */
  cancel: (key: string) => void
  reattach: (id: string) => Promise<void>
  detach: (id: string) => Promise<void>
}

/** The attachment that is looked at: the chosen one, else the newest. */
export function shownAttachment({
  attachments,
  chosen,
}: Pick<NodeAttachmentsState, 'attachments' | 'chosen'>): Attachment | undefined {
  return (
    attachments.find(({ id }) => id === chosen) ??
    attachments.toSorted((one, other) => other.attachedAt - one.attachedAt)[0]
  )
}

export function createNodeAttachmentsStore(
  services: NodeAttachmentsServices,
): UseBoundStore<StoreApi<NodeAttachmentsState>> {
  const opening = new Map<string, AbortController>()
  return create<NodeAttachmentsState>()((set, get) => {
    const attempt = (key: string, state: Attempt | undefined): void =>
      set(({ attempts }) => {
        const others = Object.entries(attempts).filter(([other]) => other !== key)
        return { attempts: Object.fromEntries(state === undefined ? others : [...others, [key, state]]) }
      })
    /** What was answered is there before the list is told anew. */
    const put = (attachment: Attachment): void =>
      set(({ attachments }) => ({
        attachments: [...attachments.filter(({ id }) => id !== attachment.id), attachment],
        chosen: attachment.id,
      }))
    /** Does something with an attachment; one thing at a time. */
    const work = async (id: string, action: () => Promise<void>): Promise<void> => {
      if (get().attempts[id]?.kind === 'busy') return
      attempt(id, { kind: 'busy' })
      try {
        await action()
        attempt(id, undefined)
      } catch (error) {
        attempt(id, { kind: 'failed', failure: toFailure(error) })
      }
    }

    return {
      attachments: [],
      known: false,
      failure: null,
      chosen: null,
      threads: {},
      attempts: {},
      started: {},
      follow: () =>
        services.follow({
          value: (attachments) => set({ attachments, known: true, failure: null }),
          failure: (failure) => {
            set({ failure })
            // The bar at the top says that, once for all.
            if (failure.code !== 'CONNECTION_LOST') {
              services.tellFailure('Attached processes cannot be shown', failure)
            }
          },
        }),
      choose: (chosen) => set({ chosen }),
      chooseThread: (id, threadId) => set(({ threads }) => ({ threads: { ...threads, [id]: threadId } })),
      attach: async (input) => {
        const key = keyOf(input)
        if (get().attempts[key]?.kind === 'busy') return false
        const controller = new AbortController()
        opening.set(key, controller)
        attempt(key, { kind: 'busy' })
        try {
          const attachment = await services.open(input, controller.signal)
          put(attachment)
          if (input.by === 'run') {
            set(({ started }) => ({ started: { ...started, [attachment.id]: input } }))
          }
          attempt(key, undefined)
          return true
        } catch (error) {
          if (!controller.signal.aborted) attempt(key, { kind: 'failed', failure: toFailure(error) })
          return false
        }
      },
      cancel: (key) => {
        opening.get(key)?.abort()
        attempt(key, undefined)
      },
      reattach: async (id) => await work(id, async () => put(await services.reattach(id))),
      detach: async (id) =>
        await work(id, async () => {
          await services.close(id)
          set(({ attachments, chosen }) => ({
            attachments: attachments.filter((attachment) => attachment.id !== id),
            chosen: chosen === id ? null : chosen,
          }))
        }),
    }
  })
}
