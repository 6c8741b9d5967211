import { useEffect } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { QueryDocument } from '#renderer/stores/queries/documents.ts'

/** Something that opened over the page and has Escape for itself. */
const overlays = '[role="dialog"], [role="alertdialog"], [role="listbox"], [role="menu"]'

/** While the document is busy, Escape stops it, wherever in the page the focus is. */
export function useEscapeToCancel({ id, work }: QueryDocument): void {
  const cancel = useQueries((state) => state.cancel)
  const running = work.kind === 'running'
  useEffect(() => {
    if (!running) return undefined
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (document.querySelector(overlays) !== null) return
      event.preventDefault()
      cancel(id)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [running, cancel, id])
}
