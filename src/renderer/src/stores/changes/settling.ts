/** What is told of a change that Pitwall ended in the middle of. Pure. */
import type { Change } from '#shared/contract/changes.ts'

/** Title and text of the message, and the word on its button; undefined while it is still under way. */
export function settledWords(
  change: Change,
): { title: string; description: string; action: string } | undefined {
  const { title, targetName, status } = change
  const where = `${title} (${targetName})`
  const told = change.message ?? ''
  switch (status) {
    case 'applied':
      return {
        title: 'Pitwall ended during a change; it was finished after all',
        description: `${where}. ${told}`.trim(),
        action: 'Show the change',
      }
    case 'partial':
      return {
        title: 'Pitwall ended during a change; something of it is left',
        description: `${where}. ${told || 'What is left can be taken away.'}`,
        action: 'Clean up…',
      }
    case 'failed':
      return {
        title: 'Pitwall ended during a change; nothing of it is left',
        description: `${where}. ${told}`.trim(),
        action: 'Show the change',
      }
    case 'undone':
      return {
        title: 'Pitwall ended while undoing a change; it is undone',
        description: `${where}. ${told}`.trim(),
        action: 'Show the change',
      }
    case 'interrupted':
      return {
        title: 'Pitwall ended during a change and cannot see what became of it',
        description: `${where}. ${told}`.trim(),
        action: 'Show the change',
      }
    case 'applying':
    case 'undoing':
      return undefined
  }
}
