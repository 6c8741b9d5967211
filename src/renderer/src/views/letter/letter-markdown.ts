/** A letter as a Markdown file: everything in it, with what each section was read with. Pure. */
import type { Finding, Limitation } from '#shared/contract/finding.ts'
import type { Target } from '#shared/contract/environments.ts'
import type { HealthReport, HealthSection, HealthTable } from '#shared/contract/health.ts'
import { formatCell } from './cells.ts'
import { outcomeWords, sectionsInOrder, serverWords, stateWords } from './sections.ts'

/** Whose letter it is. */
export type LetterTarget = Pick<Target, 'name'> & { address: Pick<Target['address'], 'kind'> }

export function letterAsMarkdown(report: HealthReport, { name, address }: LetterTarget): string {
  const { serverVersion, traits, checkedAt } = report
  const about = [serverWords(serverVersion, address.kind), ...traits, new Date(checkedAt).toISOString()].join(
    ' · ',
  )
  const blocks = [
    `# Check-up of ${name}`,
    about,
    outcomeWords(report),
    ...sectionsInOrder(report).flatMap(sectionBlocks),
  ]
  return `${blocks.join('\n\n')}\n`
}

function sectionBlocks(section: HealthSection): string[] {
  const { title, state, summary, figures, findings, tables, limitations, sources } = section
  return [
    `## ${title}: ${stateWords[state].toLowerCase()}`,
    summary,
    ...(figures.length === 0
      ? []
      : [
          figures
            .map(
              ({ label, value, target, state: judged }) =>
                `- ${label}: **${value}**${target === undefined ? '' : ` (wanted: ${target})`}${judged === 'attention' ? ' ⚠' : ''}`,
            )
            .join('\n'),
        ]),
    ...findings.flatMap(findingBlocks),
    ...tables.filter(({ rows }) => rows.length > 0).flatMap(tableBlocks),
    ...limitations.map(limitationBlock),
    ...(sources.length === 0 ? [] : ['### What it was read with']),
    ...sources.map(({ title: name, sql }) => `${name}:\n\n${sqlBlock(sql)}`),
  ]
}

function findingBlocks({
  title,
  severity,
  detail,
  advice,
  evidence,
  evidenceSql,
  proposals,
}: Finding): string[] {
  return [
    `### ${title} (${severity})`,
    detail,
    ...(evidence.length === 0 ? [] : [evidence.map(({ label, value }) => `- ${label}: ${value}`).join('\n')]),
    `**What to do.** ${advice}`,
    ...proposals.map(({ title: name, sql }) => `${name}:\n\n${sqlBlock(sql)}`),
    ...(evidenceSql === undefined ? [] : [`What shows it:\n\n${sqlBlock(evidenceSql)}`]),
  ]
}

function limitationBlock({ message, hint, proposals }: Limitation): string {
  return [`> ${message} ${hint}`, ...proposals.map(({ sql }) => sqlBlock(sql))].join('\n\n')
}

function tableBlocks({ title, columns, rows }: HealthTable): string[] {
  return [
    `### ${title}`,
    [
      tableLine(columns.map(({ label }) => label)),
      `|${columns.map(({ kind }) => (kind === 'text' ? ' --- ' : ' ---: ')).join('|')}|`,
      ...rows.map((row) => tableLine(columns.map(({ kind }, place) => formatCell(row[place] ?? null, kind)))),
    ].join('\n'),
  ]
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(' | ')} |`
}

function escapeCell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/\s*\n\s*/g, ' ')
}

/** Fenced with more backticks than there are in it. */
function sqlBlock(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sql\n${sql.trim()}\n${fence}`
}
