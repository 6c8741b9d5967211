import { download } from '#renderer/charts/save.ts'
import type { HealthReport } from '#shared/contract/health.ts'
import { letterAsMarkdown, type LetterTarget } from './letter-markdown.ts'

/** Saves the letter as a Markdown file, named after the server and the day. */
export function saveLetter(report: HealthReport, target: LetterTarget): void {
  const stamp = new Date(report.checkedAt).toISOString().slice(0, 19).replaceAll(':', '-')
  const name = target.name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')
  const text = letterAsMarkdown(report, target)
  download(new Blob([text], { type: 'text/markdown;charset=utf-8' }), `health-${name}-${stamp}.md`)
}
