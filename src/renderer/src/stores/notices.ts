/**
 * Short messages that come up at the edge and go again: what was done, with a way to undo it. What
 * went wrong is shown where it happened instead, unless that place has gone.
 */
import { Toast } from '@base-ui/react/toast'
import type { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

export interface Message {
  title: string
  description?: string | undefined
  tone?: 'plain' | 'failure'
  action?: { label: string; run: () => void } | undefined
  /** How long it stays; 5 s unless told. It waits while the pointer or the focus is on it. */
  staysMs?: Milliseconds
  /** Called once when it goes, however that came about. */
  onGone?: () => void
}

/** Carries messages to the region that shows them. */
export const messages = Toast.createToastManager()

/** Shows a message; answers with the function that takes it away. */
export function notify(message: Message): () => void {
  const { title, description, tone = 'plain', action, staysMs, onGone } = message
  const id: string = messages.add({
    title,
    description,
    type: tone,
    priority: tone === 'failure' ? 'high' : 'low',
    ...(staysMs === undefined ? {} : { timeout: staysMs }),
    ...(onGone && { onClose: onGone }),
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          action.run()
          messages.close(id)
        },
      },
    }),
  })
  return () => messages.close(id)
}

/** Tells of a failure whose place on the screen has gone. */
export function notifyFailure(what: string, failure: Failure): void {
  if (failure.code === 'CANCELLED') return
  const hint = failure.hint === undefined ? '' : ` ${failure.hint}`
  notify({ title: what, description: failure.message + hint, tone: 'failure', staysMs: 10_000 })
}
