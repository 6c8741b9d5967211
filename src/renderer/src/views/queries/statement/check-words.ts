/** What the toolbar says about the statement in the editor. Pure. */
import type { Guard } from '#shared/contract/environments.ts'
import { statementOf, type StatementDocument } from '#renderer/stores/queries/documents.ts'

export interface CheckWords {
  text: string
  tone: 'muted' | 'warning'
  detail?: string | undefined
}

/** Where a statement would run, as far as its guard matters. */
interface Place {
  name: string
  guard: Guard
}

/** Nothing while it is being typed or not asked about yet. */
export function checkWords(
  document: Pick<StatementDocument, 'check' | 'sql' | 'selection'>,
  environment: Place | undefined,
): CheckWords | null {
  const { check } = document
  const { text } = statementOf(document)
  if (check.kind === 'none' || check.sql !== text) return null
  const part = text === document.sql ? '' : 'Selected: '
  if (check.kind === 'failed') {
    return {
      text: part === '' ? 'Not a statement yet' : `${part}not a statement`,
      tone: 'muted',
      detail: check.failure.message,
    }
  }
  const { command, readOnly, explainable, warnings } = check.check
  if (!explainable) return { text: `${part}EXPLAIN does not take ${command}`, tone: 'warning' }
  if (readOnly) return { text: `${part}${command}, read-only`, tone: 'muted' }
  if (environment?.guard === 'read-only') {
    return { text: `${part}${command} is not run: ${environment.name} is read-only`, tone: 'warning' }
  }
  return {
    text: `${part}${command}, has effects`,
    tone: 'warning',
    detail: warnings.map((warning) => warning.title).join('. '),
  }
}

/** Why "Explain analyze" cannot be pressed; undefined when it can. */
export function whyNotRun(
  document: Pick<StatementDocument, 'check' | 'sql' | 'selection' | 'targetId'>,
  environment: Place | undefined,
): string | undefined {
  if (document.sql.trim() === '') return 'There is no statement yet.'
  if (document.targetId === null) return 'No Postgres is chosen.'
  const { check } = document
  if (check.kind !== 'done' || check.sql !== statementOf(document).text) return undefined
  if (!check.check.explainable) return `EXPLAIN does not take ${check.check.command}.`
  if (environment?.guard === 'read-only' && !check.check.readOnly) {
    return `${environment.name} is read-only, and this ${check.check.command} would run. Explain shows its plan.`
  }
  return undefined
}
