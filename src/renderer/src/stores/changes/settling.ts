/** What is told of a change that Pitwall ended in the middle of. Pure. */
import type { Change, ChangeStatus } from '#shared/contract/changes.ts'

interface SettledWords {
  title: string
  description: string
  /** On the button that opens the change. */
  action: string
}

const outcomes: Partial<Record<ChangeStatus, { title: string; action: string }>> = {
  applied: { title: 'Pitwall ended during a change; it was finished after all', action: 'Show' },
  partial: { title: 'Pitwall ended during a change; something of it is left', action: 'Clean up…' },
  failed: { title: 'Pitwall ended during a change; nothing of it is left', action: 'Show' },
  undone: { title: 'Pitwall ended while undoing a change; it is undone', action: 'Show' },
  interrupted: { title: 'Pitwall ended during a change and cannot see what became of it', action: 'Show' },
}

/** Title and text of the message, and the word on its button; undefined while it is still under way. */
export function settledWords({ title, targetName, status, message }: Change): SettledWords | undefined {
  const outcome = outcomes[status]
  if (outcome === undefined) return undefined
  // What the title says already is not said twice.
  const more = status === 'partial' || status === 'interrupted' ? message : undefined
  const what = `${title} (${targetName}).`
  return { ...outcome, description: more === undefined ? what : `${what} ${more}` }
}
