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

interface Typed {
  /** The question that it answers: no other one is answered by it. */
  question: string
  typed: string
  draft: string | null
}

export function useAnswers(dialog: ChangeDialogState): Answers {
  const question = dialog.kind === 'question' ? `${dialog.task} ${dialog.changeId}` : dialog.kind
  const [last, setLast] = useState<Typed>({ question, typed: '', draft: null })
  const now = last.question === question ? last : { question, typed: '', draft: null }
  const sql = dialog.kind === 'proposal' ? dialog.proposal.sql : undefined
  const editing = now.draft !== null && sql !== undefined && now.draft.trim() !== sql.trim()
  return {
    typed: now.typed,
    setTyped: (typed) => setLast({ ...now, typed }),
    draft: now.draft,
    setDraft: (draft) => setLast({ ...now, draft }),
    typedSomething: editing || now.typed !== '',
  }
}
