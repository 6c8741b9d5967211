import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useLeak } from '#renderer/stores/leak.ts'
import { questionOf } from '#renderer/stores/leak/model.ts'
import { formOf } from '#renderer/stores/leak/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/ConfirmDialog.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { useGuardOf } from '../attachment/guard.ts'
import { useShownThread } from '../attachment/use-shown.ts'
import { LoadFields } from '../load/LoadFields.tsx'
import { useSuggestedRequests } from '../load/use-suggestion.ts'
import styles from './LeakForm.module.css'

/** Which load is sent how often, and starting that. */
export function LeakForm({ attachment }: { attachment: Attachment }) {
  const { id, title, state } = attachment
  const form = useLeak((leak) => formOf(leak, id))
  const isUntouched = useLeak((leak) => leak.forms[id] === undefined)
  const { fill, start } = useLeak()
  const thread = useShownThread(attachment)
  const suggested = useSuggestedRequests(attachment)
  const guarded = useGuardOf(attachment)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (isUntouched && suggested !== '') fill(id, { load: { ...form.load, requests: suggested } })
  }, [isUntouched, suggested, fill, id, form.load])

  const asked = questionOf(form)
  const complaints = 'complaints' in asked ? asked.complaints : {}
  const canStart = 'question' in asked && state.kind === 'attached' && guarded?.refusal === undefined
  const begin = (): void => {
    if (!canStart) return
    if (guarded?.guard === 'confirm') setAsking(true)
    else start(thread, title)
  }
  useCommand({
    id: 'leak.start',
    title: 'Look for a leak',
    group: 'Leak',
    keys: 'Mod+Enter',
    enabled: canStart,
    run: begin,
  })

  return (
    <form
      className={styles.form}
      aria-label="Look for a leak"
      onSubmit={(event) => {
        event.preventDefault()
        begin()
      }}
    >
      <h3 className={styles.title}>Look for a leak in {title}</h3>
      <p className={styles.words}>
        Each round sends the same load, then the process rests, collects its garbage and is measured. The
        first one warms up and does not count.
      </p>
      <LoadFields load={form.load} complaints={complaints} onChange={(load) => fill(id, { load })} />
      <TextField
        label="Rounds that count"
        value={form.rounds}
        onChange={(rounds) => fill(id, { rounds })}
        error={complaints.rounds}
        className={styles.short}
      />
      <Switch
        label="Heap snapshots before and after"
        hint="They show what holds the growth. Each stops the process: about a second for each 100 MiB of heap."
        checked={form.snapshots}
        onChange={(snapshots) => fill(id, { snapshots })}
      />
      {guarded?.refusal !== undefined && <p className={styles.words}>{guarded.refusal}</p>}
      <div>
        <Tooltip content="Start the rounds" command="leak.start">
          <Button type="submit" variant="primary" icon={Search} disabled={!canStart}>
            Start
          </Button>
        </Tooltip>
      </div>
      {asking && (
        <ConfirmDialog
          open
          onClose={() => setAsking(false)}
          onConfirm={(typed) => {
            setAsking(false)
            start(thread, title, typed)
          }}
          title="Look for a leak?"
          action="Start"
          variant="primary"
          typeToConfirm={guarded?.name}
        >
          The process is put under load, and stands still while it collects its garbage
          {form.snapshots ? ' and for two snapshots' : ''}.
        </ConfirmDialog>
      )}
    </form>
  )
}
