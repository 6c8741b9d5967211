import { useState } from 'react'
import type { ChangeDialogState } from '#renderer/stores/changes/model.ts'

/** What the user types into the dialog; body and footer share it. */
export interface Answers {
  /** The environment's name as typed so far. */
  typed: string
  setTyped: (typed: string) => void
  /** The statement while it is being edited; null when it is not. */
  draft: string | null
  setDraft: (draft: string | null) => void
  typedSomething: boolean
}

export function useAnswers(dialog: ChangeDialogState): Answers {
  const [typed, setTyped] = useState('')
  const [draft, setDraft] = useState<string | null>(null)
  const sql = dialog.kind === 'proposal' ? dialog.proposal.sql : undefined
  const editing = draft !== null && sql !== undefined && draft.trim() !== sql.trim()
  const asked = dialog.kind === 'proposal' || dialog.kind === 'undo'
  return { typed, setTyped, draft, setDraft, typedSomething: editing || (asked && typed !== '') }
}
