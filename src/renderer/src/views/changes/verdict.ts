/** What a list says of how a change turned out. Pure. */
import type { ChangeHead } from '#shared/contract/changes.ts'

/** The proof's verdict, else what happened, else nothing. */
export function verdictText({ verdict, status, message }: ChangeHead): string {
  if (verdict !== undefined) return verdict
  return status === 'applied' || status === 'undone' ? '' : (message ?? '')
}
