import { useMemo } from 'react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { valueOf } from '#renderer/stores/profiles/model.ts'
import { formatCount, formatPercent } from '#renderer/ui/format.ts'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import type { FlameLayout } from '#shared/profile/layout.ts'
import { matchedShare, type MatchedShare } from '#shared/profile/search.ts'
import styles from './SearchBox.module.css'
import type { ShownProfile } from './shown-profile.ts'

/** Search for functions, with how many calls match and what share of the whole they take. */
export function SearchBox({ shown }: { shown: ShownProfile }) {
  const { id, viewing, matches } = shown
  const { choose } = profileActions
  const layout = layoutOf(shown)
  const matched = useMemo(
    () => (matches === null || layout === null ? null : matchedShare(layout, matches)),
    [matches, layout],
  )
  return (
    <div className={styles.box}>
      <output className={styles.count}>{matched !== null && wordsOf(matched)}</output>
      <SearchField
        label="Search for functions"
        placeholder="Search, /regex/"
        title="Part of a function's name or file; between slashes a regular expression: /^render/i"
        className={styles.field}
        value={viewing.search}
        onChange={(text) => choose(id, { search: text })}
        onDone={() => document.querySelector<HTMLElement>('[data-profile-view] [tabindex="0"]')?.focus()}
      />
    </div>
  )
}

/** `12 calls · 34.5 %` */
function wordsOf({ paths, share }: MatchedShare): string {
  return `${formatCount(paths, paths === 1 ? 'call' : 'calls')} · ${formatPercent(share)}`
}

/** The chart whose calls are counted; any of a view has the same. */
function layoutOf({ viewing: { view }, answers }: ShownProfile): FlameLayout | null {
  if (view === 'difference') return valueOf(answers, 'difference')?.layout ?? null
  return view === 'time'
    ? valueOf(answers, 'timeline')
    : (valueOf(answers, 'leftHeavy') ?? valueOf(answers, 'timeline'))
}
