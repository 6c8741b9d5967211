import type { Change, ChangePreview } from '#shared/contract/changes.ts'
import { quoteArgument } from '#shared/redis/change-text.ts'
import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { changeAsJson } from './change-as-text.ts'

/** What would change, as other programs read it: `changed` and `skipped` are what they would be. */
export function previewOfTtlAsJson(preview: ChangePreview): object {
  const { statements, keys, warnings, undoSql, needsConfirmation, refusal } = preview
  return {
    applied: false,
    sql: statements.join(';\n'),
    scanned: keys?.scanned ?? 0,
    matched: keys?.matched ?? 0,
    changed: keys?.wouldChange ?? 0,
    ...skippedAsJson(keys?.wouldSkip ?? []),
    samples: keys?.samples ?? [],
    estimatedMs: keys?.estimatedMs ?? null,
    undoSql,
    warnings,
    needsConfirmation,
    ...(refusal ? { refusal } : {}),
  }
}

/** What was changed, as other programs read it. */
export function changeOfTtlAsJson(change: Change): object {
  const { keys } = change
  return {
    ...changeAsJson(change),
    applied: change.status === 'applied',
    matched: keys?.matched ?? 0,
    changed: keys?.changed ?? 0,
    ...skippedAsJson(keys?.skipped ?? []),
  }
}

function skippedAsJson(reasons: readonly { reason: string; keys: number }[]): object {
  return { skipped: reasons.reduce((sum, { keys }) => sum + keys, 0), reasons }
}

/**
 * What would change, for people.
 *
 * @param environment its name, which may have to be given
 */
export function previewOfTtlAsText(preview: ChangePreview, environment: string): string {
  const { title, statements, keys, warnings, needsConfirmation, refusal } = preview
  const lines = [title, `  ${statements.join('; ')}`]
  if (keys) {
    const { scanned, matched, wouldChange, wouldSkip, samples, estimatedMs } = keys
    lines.push(
      `  ${count(scanned)} keys looked at, ${count(matched)} match, ${count(wouldChange)} would change`,
      ...wouldSkip.map(({ reason, keys: left }) => `  ${count(left)} left as they are: ${reason}`),
    )
    for (const { key, type, ttlMs, after } of samples.slice(0, 10)) {
      const then =
        after === undefined
          ? 'gone'
          : after === null
            ? 'stays'
            : `${seconds(after.lowMs)}${after.highMs === after.lowMs ? '' : ` to ${seconds(after.highMs)}`}`
      lines.push(
        `    ${quoteArgument(bytesOfKeyName(key))} (${type}): ${ttlMs === null ? 'stays' : seconds(ttlMs)} → ${then}`,
      )
    }
    lines.push(`  About ${seconds(estimatedMs)} at the gentle pace.`)
  }
  lines.push(...warnings.map((warning) => `  ${warning}`))
  lines.push(
    refusal
      ? `  It would be refused: ${[refusal.message, refusal.hint].filter((part) => part !== undefined).join(' ')}`
      : `  Nothing was changed. Add --apply${needsConfirmation ? ` --confirm ${JSON.stringify(environment)}` : ''} to do it.`,
  )
  return lines.join('\n')
}

const count = (number: number) => number.toLocaleString('en')

const seconds = (ms: number) => `${Number((ms / 1000).toPrecision(3)).toLocaleString('en')} s`
