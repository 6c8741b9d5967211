import { useEffect } from 'react'
import { useProfiles } from '#renderer/stores/profiles.ts'
import type { OpenProfile } from '#renderer/stores/profiles/model.ts'
import { useSnapshots } from '#renderer/stores/snapshots.ts'
import type { SnapshotSource } from '#renderer/stores/snapshots/model.ts'
import { Select, type SelectOption } from '#renderer/ui/Select.tsx'
import { formatBytes, formatDateTime } from '#renderer/ui/format.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import type { ShownSnapshot } from './shown-snapshot.ts'
import styles from './CompareSelect.module.css'

interface Choice extends SelectOption<string> {
  choose: () => SnapshotSource
}

const none = 'none'

/** Which earlier snapshot it is compared with: another that is open, or one that is kept. */
export function CompareSelect({ shown }: { shown: ShownSnapshot }) {
  const { id, viewing } = shown
  const open = useProfiles((state) => state.open)
  const kept = useProfiles((state) => state.kept)
  useEffect(() => useProfiles.getState().refreshKept(), [])
  const choices = choicesOf(id, open, kept.kind === 'ready' ? kept.value : [])
  const options: SelectOption<string>[] = [
    ...(viewing.before === null ? [] : [{ value: none, label: 'No comparison' }]),
    ...choices,
  ]
  return (
    <Select
      label="Compare with"
      hideLabel
      size="small"
      className={styles.select}
      placeholder={choices.length === 0 ? 'No other snapshot' : 'Compare with…'}
      disabled={options.length === 0}
      options={options}
      value={viewing.before?.id ?? null}
      onChange={(value) => {
        const { compareWith, showView } = useSnapshots.getState()
        const chosen = choices.find((choice) => choice.value === value)
        compareWith(id, chosen?.choose() ?? null)
        showView(id, chosen === undefined ? 'constructors' : 'growth')
      }}
    />
  )
}

/** Those that are open first, the newest of the kept next. */
function choicesOf(id: string, open: readonly OpenProfile[], kept: readonly ProfileHead[]): Choice[] {
  const ofOpen = open
    .filter((each) => each.id !== id && each.state.kind === 'snapshot')
    .map((each) => ({
      value: each.id,
      label: each.name,
      description: each.source.kind === 'kept' ? wordsOf(each.source.head) : 'Open file',
      choose: () => each,
    }))
  const ofKept = kept
    .filter((head) => head.format === 'heapsnapshot')
    .map((head) => ({ head, value: `kept ${head.id}` }))
    .filter(({ value }) => value !== id && !open.some((each) => each.id === value))
    .map(({ head, value }) => ({
      value,
      label: head.name,
      description: wordsOf(head),
      choose: (): SnapshotSource => {
        useProfiles.getState().openKept(head, { show: false })
        return { id: value, name: head.name, source: { kind: 'kept', head } }
      },
    }))
  return [...ofOpen, ...ofKept]
}

function wordsOf({ at, source, fileBytes }: ProfileHead): string {
  return `${formatDateTime(at)} · ${source} · ${formatBytes(fileBytes)}`
}
