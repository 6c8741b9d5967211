/** Which cell has the keyboard. Cells carry their row's id and the name of their column. */
import { useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'

export type CellColumn = 'pattern' | 'ttl' | 'jitter' | 'reason'

/** Keys expire in the same second where nothing spreads them. */
const USUAL_JITTER = 10

/** Adds a row, and puts the keyboard where it waits for something. */
export function addRow(targetId: string, policy: Partial<Omit<TtlPolicy, 'id'>> = {}): void {
  const id = useTtlPolicies.getState().add(targetId, { jitterPercent: USUAL_JITTER, ...policy })
  if (policy.pattern === undefined) focusCell(id, 'pattern')
  else if (policy.ttlSeconds === undefined) focusCell(id, 'ttl')
}

/** Once it is drawn. */
export function focusCell(id: string, column: CellColumn): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(`${id} ${column}`)}"] input`)?.focus()
  })
}

/** What is typed in the cell that has the keyboard counts as entered. */
export function leaveCell(): void {
  const { activeElement } = document
  if (activeElement instanceof HTMLInputElement && activeElement.closest('[data-cell]') !== null) {
    activeElement.blur()
  }
}
