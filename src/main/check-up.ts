/** What the check-ups of all kinds of servers share: their sections say the same things of each. */
import type { Finding, Limitation, Proposal } from '#shared/contract/finding.ts'
import type { HealthFigure, HealthSection, HealthTable } from '#shared/contract/health.ts'
import type { Failure } from '#shared/failure.ts'

/** What a section says; its state follows from its findings. */
export interface Diagnosis {
  summary: string
  figures: HealthFigure[]
  tables: HealthTable[]
  findings: Finding[]
  /** Nothing could be judged, though nothing failed. */
  unknown?: true
}

export type Sources = HealthSection['sources']

/** A diagnosis with its state. */
export function settled({
  unknown,
  ...diagnosis
}: Diagnosis): Omit<Diagnosis, 'unknown'> & Pick<HealthSection, 'state'> {
  const state = diagnosis.findings.length > 0 ? 'attention' : unknown ? 'unknown' : 'good'
  return { ...diagnosis, state }
}

/** The section that could not be examined; the limitations say why. */
export function unknownSection(
  { id, title }: Pick<HealthSection, 'id' | 'title'>,
  sources: Sources,
  limitations: Limitation[],
): HealthSection {
  const summary = 'This could not be looked at; below is why.'
  return { id, title, state: 'unknown', summary, figures: [], tables: [], findings: [], sources, limitations }
}

/** Why a section could not be examined; `hint` where there is a better one than the failure's own. */
export function notExamined(title: string, failure: Failure, hint = failure.hint): Limitation {
  return limitation(
    `${title} could not be examined: ${failure.message}`,
    hint ?? 'Try again; the other sections do not depend on it.',
  )
}

/** What ends the whole check-up and not one section of it. */
export function endsCheckUp({ code }: Failure): boolean {
  return code === 'CANCELLED' || code === 'CONNECTION_LOST' || code === 'UNREACHABLE'
}

export function limitation(message: string, hint: string, proposals: Proposal[] = []): Limitation {
  return { message, hint, proposals }
}

/** A figure of the letter; `isGood` says how it stands to its target. */
export function figure(label: string, value: string, target?: string, isGood?: boolean): HealthFigure {
  return {
    label,
    value,
    ...(target === undefined ? {} : { target }),
    ...(isGood === undefined ? {} : { state: isGood ? 'good' : 'attention' }),
  }
}
