/** How the states of changes are called. Pure. */
import type { ChangeHead, ChangeStatus } from '#shared/contract/changes.ts'

export const statusWords: Readonly<Record<ChangeStatus, { word: string; meaning: string }>> = {
  applying: { word: 'Applying', meaning: 'Under way.' },
  applied: { word: 'Applied', meaning: 'It is in force on the server.' },
  failed: { word: 'Failed', meaning: 'Nothing of it is left on the server.' },
  partial: { word: 'Partly there', meaning: 'Something of it is left on the server; it can be taken away.' },
  interrupted: {
    word: 'Interrupted',
    meaning: 'Pitwall ended in the middle and has not been able to look yet what became of it.',
  },
  undoing: { word: 'Undoing', meaning: 'It is being taken back.' },
  undone: { word: 'Undone', meaning: 'It was taken back.' },
}

/** The word on the button that takes a change back. What can be gone on with is more than a remnant. */
export function undoWord({ status, resumable }: Pick<ChangeHead, 'status' | 'resumable'>): string {
  return status === 'partial' && resumable !== true ? 'Clean up' : 'Undo'
}
