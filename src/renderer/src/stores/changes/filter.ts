/** Which entries of the ledger are shown. Pure. */
import type { ChangeHead, ChangeStatus } from '#shared/contract/changes.ts'

export interface LedgerFilter {
  /** Words that must all be found in the title, the statement, the target, who made it or the verdict. */
  search: string
  /** Names; null for all. */
  environment: string | null
  target: string | null
  status: ChangeStatus | null
}

export const noFilter: LedgerFilter = { search: '', environment: null, target: null, status: null }

export function filterLedger(changes: readonly ChangeHead[], filter: LedgerFilter): readonly ChangeHead[] {
  if (!isFiltered(filter)) return changes
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  return changes.filter((change) => {
    if (filter.environment !== null && change.environment.name !== filter.environment) return false
    if (filter.target !== null && change.targetName !== filter.target) return false
    if (filter.status !== null && change.status !== filter.status) return false
    if (words.length === 0) return true
    const { title, sql, targetName, environment, who, verdict = '', kind } = change
    const text = [title, sql, targetName, environment.name, who, verdict, kind].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export function isFiltered({ search, environment, target, status }: LedgerFilter): boolean {
  return search.trim() !== '' || environment !== null || target !== null || status !== null
}

/** What there is to choose from: the names and states that occur, in the order of the alphabet. */
export function filterChoices(changes: readonly ChangeHead[]): {
  environments: string[]
  targets: string[]
  statuses: ChangeStatus[]
} {
  return {
    environments: distinct(changes.map(({ environment }) => environment.name)),
    targets: distinct(changes.map(({ targetName }) => targetName)),
    statuses: distinct(changes.map(({ status }) => status)),
  }
}

function distinct<Text extends string>(texts: readonly Text[]): Text[] {
  return [...new Set(texts)].toSorted((a, b) => a.localeCompare(b))
}
