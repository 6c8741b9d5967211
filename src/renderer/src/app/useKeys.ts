import { useEffect } from 'react'
import { chordOf, worksWhileTyping } from '#renderer/stores/chords.ts'
import { useCommands } from '#renderer/stores/commands.ts'
import { commandFor } from '#renderer/stores/keymap.ts'
import { isMac } from '#renderer/stores/platform.ts'
import { chosenKeys, useSettings } from '#renderer/stores/settings.ts'

/** Gives commands by their keys, anywhere in the window. */
export function useKeys(): void {
  useEffect(() => {
    // Chords with Mod go before what has the focus: an editor binds some of them too. Plain keys come
    // after it, so that a list or a chart may use letters and arrows of its own.
    const before = (event: KeyboardEvent): void => give(event, true)
    const after = (event: KeyboardEvent): void => give(event, false)
    window.addEventListener('keydown', before, { capture: true })
    window.addEventListener('keydown', after)
    return () => {
      window.removeEventListener('keydown', before, { capture: true })
      window.removeEventListener('keydown', after)
    }
  }, [])
}

function give(event: KeyboardEvent, early: boolean): void {
  if (event.defaultPrevented || event.isComposing) return
  const chord = chordOf(event, isMac)
  if (chord === undefined || worksWhileTyping(chord) !== early) return
  // A dialog that is closing is still drawn for a moment.
  if (document.querySelector('[data-modal-open]:not([data-closed])')) return
  if (!early && takesLetters(event.target)) return
  const command = commandFor(chord, useCommands.getState().commands, chosenKeys(useSettings.getState()))
  if (!command) return
  event.preventDefault()
  event.stopPropagation()
  command.run()
}

/** Whether letters mean something to the element itself: text, or a choice by its first letters. */
function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="menu"], [role="listbox"], [role="combobox"]') !== null
  )
}
