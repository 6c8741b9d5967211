import { showProfile } from '#renderer/stores/node-recording.ts'
import { pprofQuestionOf, takesSeconds } from '#renderer/stores/pprof/store.ts'
import { usePprof } from '#renderer/stores/pprof.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatElapsed } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { PprofKind } from '#shared/contract/profiles.ts'
import type { WayDialogProps } from './AddressDialog.tsx'
import styles from './dialogs.module.css'

const kinds: readonly { value: PprofKind; label: string; description: string }[] = [
  { value: 'profile', label: 'CPU', description: 'Where time is spent' },
  { value: 'heap', label: 'Heap', description: 'What is alive, and who allocated it' },
  { value: 'allocs', label: 'Allocations', description: 'All that was allocated since it began' },
  { value: 'goroutine', label: 'Goroutines', description: 'Where they all stand now' },
  { value: 'block', label: 'Blocking', description: 'Where they waited for each other' },
  { value: 'mutex', label: 'Mutexes', description: 'Who held what others waited for' },
  { value: 'threadcreate', label: 'Threads', description: 'What led to new threads of the system' },
]

/** Fetching a profile from a Go service with net/http/pprof. */
export function PprofDialog({ open, onClose }: WayDialogProps) {
  const cancel = usePprof((state) => state.cancel)
  const close = (): void => {
    cancel()
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      size="small"
      title="Fetch from a Go service"
      description="One that serves net/http/pprof, on this machine or through a tunnel."
    >
      <Form onClose={close} />
    </Dialog>
  )
}

function Form({ onClose }: Pick<WayDialogProps, 'onClose'>) {
  const { form, fetching, fill, fetch, cancel } = usePprof()
  const asked = pprofQuestionOf(form)
  const complaints = 'complaints' in asked ? asked.complaints : {}
  const isRunning = fetching.kind === 'running'
  const press = async (): Promise<void> => {
    const head = await fetch()
    if (head === null) return
    onClose()
    showProfile(head)
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isRunning) void press()
      }}
    >
      <TextField
        label="Address"
        value={form.url}
        onChange={(url) => fill({ url })}
        placeholder="http://localhost:6060"
        error={form.url === '' ? undefined : complaints.url}
        disabled={isRunning}
        mono
      />
      <Select
        label="Profile"
        options={kinds}
        value={form.kind}
        onChange={(kind) => fill({ kind })}
        disabled={isRunning}
      />
      {form.kind !== 'profile' && (
        <Switch
          label="Difference"
          hint="What comes about meanwhile, instead of what is there"
          checked={form.difference}
          onChange={(difference) => fill({ difference })}
          disabled={isRunning}
        />
      )}
      {takesSeconds(form) && (
        <TextField
          label="How long"
          type="number"
          value={form.seconds}
          onChange={(seconds) => fill({ seconds })}
          suffix="s"
          error={complaints.seconds}
          disabled={isRunning}
          className={styles.short}
        />
      )}
      {fetching.kind === 'failed' && <FailureBox failure={fetching.failure} />}
      {isRunning && (
        <div className={styles.progress}>
          <ProgressBar
            label="Fetching"
            done={fetching.progress?.elapsedMs ?? 0}
            total={fetching.progress?.totalMs}
          />
          <p>
            {formatElapsed(fetching.progress?.elapsedMs ?? 0)}
            {(fetching.progress?.bytes ?? 0) > 0 && ` · ${formatBytes(fetching.progress?.bytes ?? 0)}`}
          </p>
        </div>
      )}
      <div className={styles.buttons}>
        <Button onClick={isRunning ? cancel : onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={isRunning} disabled={'complaints' in asked}>
          Fetch
        </Button>
      </div>
    </form>
  )
}
