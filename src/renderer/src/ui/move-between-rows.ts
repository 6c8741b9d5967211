import type { KeyboardEvent } from 'react'

/**
 * The arrow keys go from one row's button (`data-row`) of a list to the next. Several lists are walked as
 * one where they stand in an element with `data-rows`.
 */
export function moveBetweenRows(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const list = event.currentTarget.closest('[data-rows]') ?? event.currentTarget.closest('ul')
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const next = rows[rows.indexOf(event.currentTarget) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
