import type { ResultView } from '#renderer/stores/queries/documents.ts'

/** The views of a result as people read them. */
export const viewNames: Readonly<Record<ResultView, string>> = {
  flame: 'Flame',
  table: 'Tree',
  raw: 'Raw',
  statement: 'Statement',
}
