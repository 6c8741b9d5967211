import { ChartGantt, Download, Maximize2, Search, Table2, X } from 'lucide-react'
import { type Ref, useImperativeHandle, useRef } from 'react'
import { type MatchedShare, parseSearch } from '#shared/profile/search.ts'
import type { ChartFileFormat } from '../save.ts'
import styles from './FlameToolbar.module.css'

export type FlameView = 'chart' | 'table'
export type FlameFileFormat = ChartFileFormat

export interface FlameToolbarProps {
  query: string
  onQuery: (query: string) => void
  /** What the query found; null while it is empty. */
  matched: MatchedShare | null
  view: FlameView
  onView: (view: FlameView) => void
  onFit: () => void
  onSave: (format: FlameFileFormat) => void
  /** Enter in the search box: back to the chart. */
  onDone?: () => void
  ref?: Ref<FlameToolbarHandle>
}

export interface FlameToolbarHandle {
  focusSearch: () => void
}

const views = [
  { view: 'chart', name: 'Chart', Icon: ChartGantt },
  { view: 'table', name: 'Table', Icon: Table2 },
] as const

const formats = ['png', 'svg', 'csv'] as const

/** Search, fit, chart or table, and saving, for a FlameChart and its table. */
export function FlameToolbar(props: FlameToolbarProps) {
  const { query, onQuery, matched, view, onView, onFit, onSave, onDone, ref } = props
  const search = useRef<HTMLInputElement>(null)
  const asked = parseSearch(query)
  useImperativeHandle(ref, () => ({ focusSearch: () => search.current?.select() }))

  return (
    <div className={styles.toolbar}>
      <div className={styles.search}>
        <Search size={14} aria-hidden />
        <input
          ref={search}
          type="text"
          aria-label="Search the chart"
          placeholder="Search, /regex/"
          title="Part of a name or file; between slashes a regular expression: /^read/i"
          aria-invalid={asked.kind === 'invalid' || undefined}
          spellCheck={false}
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onDone?.()
            if (event.key !== 'Escape') return
            event.stopPropagation()
            if (query === '') onDone?.()
            else onQuery('')
          }}
        />
        <output className={styles.count}>{matched !== null && describeMatches(matched)}</output>
        {query !== '' && (
          <button
            type="button"
            className={styles.clear}
            aria-label="Clear the search"
            onClick={() => onQuery('')}
          >
            <X size={14} aria-hidden />
          </button>
        )}
      </div>
      <output className={styles.invalid}>{asked.kind === 'invalid' && asked.message}</output>
      <span className={styles.space} />
      <fieldset className={styles.group} aria-label="Shown as">
        {views.map(({ view: each, name, Icon }) => (
          <button
            key={each}
            type="button"
            className={styles.button}
            aria-pressed={view === each}
            onClick={() => onView(each)}
          >
            <Icon size={14} aria-hidden />
            {name}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        className={styles.button}
        disabled={view !== 'chart'}
        title="Show the whole chart (0)"
        onClick={onFit}
      >
        <Maximize2 size={14} aria-hidden />
        Fit
      </button>
      <fieldset className={styles.group} aria-label="Save as">
        <Download className={styles.saveIcon} size={14} aria-hidden />
        {formats.map((format) => (
          <button
            key={format}
            type="button"
            className={styles.button}
            aria-label={`Save as ${format.toUpperCase()}`}
            onClick={() => onSave(format)}
          >
            {format.toUpperCase()}
          </button>
        ))}
      </fieldset>
    </div>
  )
}

/** `3 matches · 42.1 %` */
function describeMatches({ paths, share }: MatchedShare): string {
  const count = paths === 1 ? '1 match' : `${paths.toLocaleString('en')} matches`
  return `${count} · ${(share * 100).toFixed(1)} %`
}
