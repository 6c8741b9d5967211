import { useEffect } from 'react'
import { profileActions } from '#renderer/stores/profiles.ts'

/** Opens a text as a profile. */
export function openPasted(text: string): void {
  profileActions.openFiles([new File([text], 'Pasted stacks', { type: 'text/plain' })])
}

/** Takes what is pasted anywhere on the page where it is not typed into something: files, or stacks as text. */
export function usePaste(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || takesText(event.target) || event.clipboardData === null) return
      const files = [...event.clipboardData.files]
      const text = event.clipboardData.getData('text')
      if (files.length > 0) profileActions.openFiles(files)
      else if (text.trim() !== '') openPasted(text)
      else return
      event.preventDefault()
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  }, [])
}

/** A field, or anything while a dialog is open. */
function takesText(target: EventTarget | null): boolean {
  if (document.querySelector('[data-modal-open]') !== null) return true
  return target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
}
