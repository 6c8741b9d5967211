import type { Finding } from '#shared/contract/finding.ts'
import type { HealthReport, HealthSection } from '#shared/contract/health.ts'
import type { Severity } from '#shared/contract/plan.ts'

const WIDTH = 96
const MARGIN = '    '
const order: readonly Severity[] = ['high', 'medium', 'low']

/** The report as a letter: what was found first, then each subject with its figures. */
export function healthAsText(report: HealthReport, targetName: string): string {
  return [
    ...heading(report, targetName),
    ...report.sections.flatMap((section) => ['', ...sectionLines(section)]),
    '',
    ...findingLines(report.sections),
    ...limitationLines(report.sections),
  ].join('\n')
}

function heading({ serverVersion, traits, checkedAt, sections }: HealthReport, targetName: string): string[] {
  const findings = sections.flatMap((section) => section.findings)
  const counts = order
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} of ${severity} severity`)
  const about = [`Postgres ${serverVersion}`, ...traits, new Date(checkedAt).toISOString()].join(' · ')
  return [
    `Check-up of ${targetName}`,
    about,
    '',
    findings.length === 0
      ? 'Nothing was found that needs treatment.'
      : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}: ${counts.join(', ')}.`,
  ]
}

const marks = { good: '✓', attention: '!', unknown: '?' } as const

function sectionLines({ title, state, summary, figures }: HealthSection): string[] {
  const width = figures.reduce((most, { label }) => Math.max(most, label.length), 0)
  return [
    `${marks[state]} ${title}`,
    ...wrap(summary, '  '),
    ...figures.map(
      ({ label, value, target }) =>
        `${MARGIN}${label.padEnd(width)}  ${value}${target === undefined ? '' : `  (${target})`}`,
    ),
  ]
}

function findingLines(sections: readonly HealthSection[]): string[] {
  const findings = sections
    .flatMap((section) => section.findings)
    .sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
  if (findings.length === 0) return []
  return ['What to treat, the worst first:', ...findings.flatMap((finding) => ['', ...oneFinding(finding)])]
}

function oneFinding({ severity, title, detail, advice, proposals }: Finding): string[] {
  return [
    `${severity.toUpperCase().padEnd(8)}${title}`,
    ...wrap(detail, ' '.repeat(8)),
    ...wrap(advice, `${' '.repeat(8)}→ `, ' '.repeat(10)),
    ...proposals.map(({ sql }) => `${' '.repeat(10)}${sql}`),
  ]
}

function limitationLines(sections: readonly HealthSection[]): string[] {
  const seen = new Map(
    sections.flatMap((section) => section.limitations).map((limitation) => [limitation.message, limitation]),
  )
  if (seen.size === 0) return []
  return [
    '',
    'What could not be seen, and would be worth seeing:',
    ...[...seen.values()].flatMap(({ message, hint, proposals }) => [
      ...wrap(`${message} ${hint}`, '- ', '  '),
      ...proposals.map(({ sql }) => `${MARGIN}${sql}`),
    ]),
  ]
}

/** Broken at spaces; a word longer than the line stays whole. */
function wrap(text: string, first: string, rest = first): string[] {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line]
}
