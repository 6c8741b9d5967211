import { Menu as Base } from '@base-ui/react/menu'
import { FileDown } from 'lucide-react'
import { useState } from 'react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { valueOf } from '#renderer/stores/profiles/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { ExportChoice, ProfileFacts } from '#renderer/workers/profile/work.ts'
import styles from './ExportMenu.module.css'
import { usePicture } from './savable.ts'
import { saveAs, saveChanges, savePicture, saveTable } from './saving.ts'
import type { ShownProfile } from './shown-profile.ts'

interface Item {
  label: string
  /** What would be lost, or why it cannot be done. */
  note: string
  disabled: boolean
  run: () => void
}

/** Every way to save the profile, each with what it cannot hold. */
export function ExportMenu({ shown }: { shown: ShownProfile }) {
  const picture = usePicture((state) => state.chart)
  const { id, facts } = shown
  const [known, setKnown] = useState<{ of: ProfileFacts; choices: readonly ExportChoice[] } | null>(null)
  const choices = known?.of === facts ? known.choices : null
  // What a format would lose is looked for in the profile when somebody wants to know.
  const looking = useTask(async () => setKnown({ of: facts, choices: await profileActions.exports(id) }))
  const groups: { title: string; items: Item[] }[] = [
    {
      title: 'The profile, whole',
      items: looking.failure
        ? [{ label: looking.failure.message, note: '', disabled: true, run: () => {} }]
        : (choices ?? []).map((choice) => ({
            label: `${choice.title} (${choice.extension})`,
            note: choice.refusal ?? choice.losses.join(' '),
            disabled: choice.refusal !== null,
            run: () => void saveAs(shown, choice),
          })),
    },
    {
      title: 'The chart, as it is shown',
      items: (['png', 'svg'] as const).map((format) => ({
        label: format.toUpperCase(),
        note: picture === null ? 'This view has no chart.' : '',
        disabled: picture === null,
        run: () => void savePicture(shown, format),
      })),
    },
    {
      title: 'Figures as CSV, of what is shown',
      items: [
        { label: 'Functions', note: '', disabled: false, run: () => void saveTable(shown, 'functions') },
        { label: 'Call paths', note: '', disabled: false, run: () => void saveTable(shown, 'paths') },
        ...(shown.viewing.view === 'difference' ? comparisonItems(shown) : []),
      ],
    },
  ]
  return (
    <Base.Root
      onOpenChange={(open) => {
        if (open && choices === null) looking.run()
      }}
    >
      <Base.Trigger
        render={
          <Button size="small" icon={FileDown} data-export-menu="">
            Export
          </Button>
        }
      />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align="end">
          <Base.Popup className={styles.popup}>
            {groups.map(({ title, items }) => (
              <Base.Group key={title} className={styles.group}>
                <Base.GroupLabel className={styles.title}>{title}</Base.GroupLabel>
                {items.length === 0 && (
                  <p className={styles.waiting}>
                    <Spinner label="Looking what formats can hold" />
                  </p>
                )}
                {items.map(({ label, note, disabled, run }) => (
                  <Base.Item key={label} className={styles.item} disabled={disabled} onClick={run}>
                    <span className={styles.text}>
                      {label}
                      {note !== '' && <span className={styles.note}>{note}</span>}
                    </span>
                  </Base.Item>
                ))}
              </Base.Group>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function comparisonItems(shown: ShownProfile): Item[] {
  const disabled = valueOf(shown.answers, 'difference') === null
  return [
    {
      label: 'Changes by function',
      note: '',
      disabled,
      run: () => void saveChanges(shown, 'functions'),
    },
    { label: 'Changes by call path', note: '', disabled, run: () => void saveChanges(shown, 'paths') },
  ]
}
