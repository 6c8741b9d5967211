import { Download, FilterX } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { download } from '#renderer/charts/save.ts'
import { useChanges } from '#renderer/stores/changes.ts'
import { filterChoices, isFiltered, noFilter } from '#renderer/stores/changes/filter.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import type { ChangeHead, ChangeStatus } from '#shared/contract/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './ChangesToolbar.module.css'
import { ledgerCsv, ledgerFileName, ledgerJson } from './export.ts'
import { statusWords } from './status.ts'

interface ChangesToolbarProps {
  changes: readonly ChangeHead[]
  /** Those that fit the filter. */
  shown: readonly ChangeHead[]
}

/** The screen's name, search and filters, and the ledger as a file. */
export function ChangesToolbar({ changes, shown }: ChangesToolbarProps) {
  const filter = useChanges((state) => state.filter)
  const setFilter = useChanges((state) => state.setFilter)
  const search = useRef<HTMLInputElement>(null)
  const choices = useMemo(() => filterChoices(changes), [changes])
  const filtered = isFiltered(filter)
  useCommand({
    id: 'changes.search',
    title: 'Search the changes',
    group: 'Changes',
    keys: '/',
    run: () => search.current?.select(),
  })
  const save = (format: 'csv' | 'json'): void => {
    const [text, type] =
      format === 'csv' ? [ledgerCsv(shown), 'text/csv'] : [ledgerJson(shown), 'application/json']
    download(new Blob([text], { type: `${type};charset=utf-8` }), `${ledgerFileName(new Date())}.${format}`)
  }
  return (
    <header className={styles.bar}>
      <h1 id="changes-title" className={styles.title}>
        Changes
      </h1>
      {changes.length > 0 && (
        <>
          <TextField
            label="Search the changes"
            hideLabel
            inputRef={search}
            className={styles.search}
            placeholder="Search"
            value={filter.search}
            onChange={(text) => setFilter({ search: text })}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || filter.search === '') return
              event.stopPropagation()
              setFilter({ search: '' })
            }}
          />
          <Choice
            label="Environment"
            all="All environments"
            options={choices.environments}
            value={filter.environment}
            onChange={(environment) => setFilter({ environment })}
          />
          <Choice
            label="Target"
            all="All targets"
            options={choices.targets}
            value={filter.target}
            onChange={(target) => setFilter({ target })}
          />
          <Choice<ChangeStatus>
            label="Status"
            all="All states"
            options={choices.statuses}
            value={filter.status}
            onChange={(status) => setFilter({ status })}
            wordOf={(status) => statusWords[status].word}
          />
          <IconButton
            icon={FilterX}
            label="Show all changes"
            disabled={!filtered}
            onClick={() => setFilter(noFilter)}
          />
          <span className={styles.count} aria-live="polite">
            {filtered
              ? `${formatCount(shown.length)} of ${formatCount(changes.length)}`
              : formatCount(changes.length, changes.length === 1 ? 'change' : 'changes')}
          </span>
          <Menu
            trigger={
              <Button icon={Download} disabled={shown.length === 0}>
                Export
              </Button>
            }
            groups={[
              [
                { label: 'As CSV', onSelect: () => save('csv') },
                { label: 'As JSON', onSelect: () => save('json') },
              ],
            ]}
          />
        </>
      )}
    </header>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  /** The word for no choice. */
  all: string
  options: readonly Value[]
  value: Value | null
  onChange: (value: Value | null) => void
  wordOf?: (value: Value) => string
}

function Choice<Value extends string>({ label, all, options, value, onChange, wordOf }: ChoiceProps<Value>) {
  // The first one stands for all; the others are told by their place, since a name may be any text.
  const chosen = value === null ? -1 : options.indexOf(value)
  // A name that does not occur any more is still the filter, and has to be seen as such.
  const known = value !== null && chosen < 0 ? [...options, value] : options
  return (
    <Select<string>
      label={label}
      hideLabel
      className={styles.choice}
      options={[
        { value: 'all', label: all },
        ...known.map((each, place) => ({ value: String(place), label: wordOf?.(each) ?? each })),
      ]}
      value={value === null ? 'all' : String(known.indexOf(value))}
      onChange={(place) => onChange(place === 'all' ? null : (known[Number(place)] ?? null))}
    />
  )
}
