import { useState } from 'react'
import { discover, type DiscoverySource } from '#renderer/stores/environments/discovery.ts'
import { addTarget } from '#renderer/stores/environments/add.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { Discovery, Target } from '#shared/contract/environments.ts'
import { CandidateList } from './CandidateList.tsx'
import styles from './FindTargets.module.css'
import { TargetForm } from './TargetForm.tsx'

type Way = DiscoverySource['from'] | 'form'

const ways: readonly { value: Way; label: string }[] = [
  { value: 'text', label: 'Paste' },
  { value: 'form', label: 'Form' },
  { value: 'folder', label: 'Folder' },
  { value: 'machine', label: 'This machine' },
]

export interface FindTargetsProps {
  /** Where targets go; a new first environment where absent. */
  environmentId: string | undefined
  /** Told with all that were added, once that is done. */
  onAdded?: (targets: readonly Target[]) => void
  onCancel?: () => void
}

/** Adds targets: from a pasted text, a form, a project's folder, or what this machine names. */
export function FindTargets({ environmentId, onAdded, onCancel }: FindTargetsProps) {
  const [way, setWay] = useState<Way>('text')
  const [text, setText] = useState('')
  const [folder, setFolder] = useState('')
  const [found, setFound] = useState<Discovery>()
  const find = useTask(async (signal, source: DiscoverySource) => setFound(await discover(source, signal)))
  const testTarget = useEnvironments((state) => state.test)

  const begin = (source: DiscoverySource): void => {
    setFound(undefined)
    find.run(source)
  }
  const finish = (targets: readonly Target[]): void => {
    for (const target of targets) void testTarget(target)
    onAdded?.(targets)
  }
  const hasFound = found !== undefined && found.candidates.length > 0
  return (
    <div className={styles.find}>
      <SegmentedControl
        label="How to add targets"
        options={ways}
        value={way}
        onChange={(next) => {
          setWay(next)
          setFound(undefined)
          find.clear()
        }}
      />
      {way === 'form' && (
        <TargetForm
          action="Add"
          onCancel={onCancel}
          onSave={async (draft) => finish([await addTarget(environmentId, draft)])}
        />
      )}
      {way === 'text' && (
        <FindForm
          busy={find.busy}
          onFind={() => begin({ from: 'text', text })}
          onStop={find.cancel}
          found={hasFound}
        >
          <TextField
            label="A URL, or the text of a file that names servers"
            mono
            rows={5}
            value={text}
            onChange={setText}
            placeholder={'postgres://app:secret@localhost:5432/shop'}
            hint=".env, .pgpass, pg_service.conf, docker-compose.yml and pitwall.yaml are understood."
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || text.includes('\n')) return
              event.preventDefault()
              begin({ from: 'text', text })
            }}
          />
        </FindForm>
      )}
      {way === 'folder' && (
        <FindForm
          busy={find.busy}
          onFind={() => begin({ from: 'folder', folder })}
          onStop={find.cancel}
          found={hasFound}
        >
          <TextField
            label="Folder of a project"
            mono
            value={folder}
            onChange={setFolder}
            placeholder="~/code/shop"
            hint="Its .env, compose and pitwall.yaml files are read, on the machine where Pitwall runs."
          />
        </FindForm>
      )}
      {way === 'machine' && (
        <FindForm
          busy={find.busy}
          onFind={() => begin({ from: 'machine' })}
          onStop={find.cancel}
          found={hasFound}
        >
          <p className={styles.note}>
            Reads DATABASE_URL, REDIS_URL, PG* variables, ~/.pgpass and ~/.pg_service.conf.
          </p>
        </FindForm>
      )}
      {find.failure && <FailureBox failure={find.failure} />}
      {found && <CandidateList discovery={found} environmentId={environmentId} onAdded={finish} />}
    </div>
  )
}

interface FindFormProps {
  busy: boolean
  onFind: () => void
  onStop: () => void
  /** Something was found: adding it is the next step. */
  found: boolean
  children: React.ReactNode
}

function FindForm({ busy, found, onFind, onStop, children }: FindFormProps) {
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) onFind()
      }}
    >
      {children}
      <div className={styles.buttons}>
        <Button type="submit" variant={found ? 'plain' : 'primary'} busy={busy}>
          Find targets
        </Button>
        {busy && <Button onClick={onStop}>Cancel</Button>}
      </div>
    </form>
  )
}
