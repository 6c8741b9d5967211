import { ArrowLeftRight } from 'lucide-react'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import { fullNameOf, type OpenProfile, type Viewing } from '#renderer/stores/profiles/model.ts'
import { formatDateTime } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Select, type SelectOption } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import type { ShownProfile } from '../shown-profile.ts'
import { factsLine, formatNames } from '../words.ts'
import styles from './DifferenceBar.module.css'

const widths: readonly SelectOption<Viewing['difference']['width']>[] = [
  { value: 'both', label: 'Width: both', description: 'Nothing vanishes, whichever has it' },
  { value: 'before', label: 'Width: before' },
  { value: 'after', label: 'Width: after' },
]

/** What is compared, and how. */
export function DifferenceBar({ shown }: { shown: ShownProfile }) {
  const { id, name, viewing } = shown
  const { choose, openKept } = profileActions
  const open = useProfiles((state) => state.open)
  const kept = useProfiles((state) => state.kept)
  const { other, difference } = viewing
  const own = open.find((each) => each.id === id)
  const ownName = own === undefined ? name : fullNameOf(own, viewing.profile)
  const options = optionsOf(shown, open, kept.kind === 'ready' ? kept.value : [])
  return (
    <div className={styles.bar}>
      <Select
        label="Compare with"
        hideLabel
        size="small"
        className={styles.select}
        placeholder="Compare with…"
        options={options}
        value={other === null ? null : valueOf(other)}
        onChange={(value) => {
          const head =
            kept.kind === 'ready' ? kept.value.find((each) => value === keptValue(each)) : undefined
          if (head === undefined) return choose(id, { other: otherOf(value) })
          openKept(head, { show: false })
          choose(id, { other: { id: `kept ${head.id}`, profile: 0 } })
        }}
      />
      <IconButton
        icon={ArrowLeftRight}
        label="Swap before and after"
        command="profiles.swap"
        size="small"
        disabled={other === null}
        onClick={() => profileActions.swap(id)}
      />
      <span className={styles.words}>
        before, <strong title={ownName}>{ownName}</strong> after
      </span>
      <div className={styles.end}>
        <Switch
          label="Normalise"
          checked={difference.scale === 'share'}
          onChange={(isOn) =>
            choose(id, { difference: { ...difference, scale: isOn ? 'share' : 'absolute' } })
          }
        />
        <Select
          label="What widths show"
          hideLabel
          size="small"
          options={widths}
          value={difference.width}
          onChange={(width) => choose(id, { difference: { ...difference, width } })}
        />
      </div>
    </div>
  )
}

/** Other profiles of this file, other open files, and kept profiles that are not open. */
function optionsOf(
  shown: ShownProfile,
  open: readonly OpenProfile[],
  kept: readonly ProfileHead[],
): SelectOption<string>[] {
  const isShown = (each: OpenProfile, profile: number): boolean =>
    each.id === shown.id && profile === shown.viewing.profile
  const ofOpen = open.flatMap((each) => {
    const { id, state } = each
    if (state.kind === 'reading' || state.kind === 'failed')
      return [{ value: valueOf({ id, profile: 0 }), label: each.name, description: 'Not read' }]
    if (state.kind !== 'ready') return []
    return state.file.profiles.flatMap((facts, profile) => {
      // What is counted otherwise cannot be compared.
      if (isShown(each, profile) || facts.unit !== shown.facts.unit) return []
      return [
        {
          value: valueOf({ id, profile }),
          label: fullNameOf(each, profile),
          description: `${formatNames[state.file.format]} · ${factsLine(facts)}`,
        },
      ]
    })
  })
  const ofKept = kept
    .filter((head) => head.format !== 'heapsnapshot' && !open.some(({ id }) => id === `kept ${head.id}`))
    .map((head) => ({
      value: keptValue(head),
      label: head.name,
      description: `Kept · ${formatNames[head.format]} · ${formatDateTime(head.at)}`,
    }))
  return [...ofOpen, ...ofKept]
}

function valueOf({ id, profile }: { id: string; profile: number }): string {
  return `${profile} ${id}`
}

function otherOf(value: string): { id: string; profile: number } {
  const space = value.indexOf(' ')
  return { profile: Number(value.slice(0, space)), id: value.slice(space + 1) }
}

function keptValue({ id }: ProfileHead): string {
  return `to open ${id}`
}
