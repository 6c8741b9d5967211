import { PencilLine, Timer, TimerOff, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { DEFAULT_KEEP, printRedisChange, type RedisChange } from '#shared/redis/change-text.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import { presetFor } from '#shared/redis/ttl-presets.ts'
import { readSeconds, writeSeconds } from '../ttl/duration.ts'
import { TtlField } from '../ttl/TtlField.tsx'
import styles from './KeyActions.module.css'

export interface KeyActionsProps {
  targetId: string
  /** As it travels. */
  name: string
  expires: boolean
}

/** What can be done with a key; each leads to the preview of the change. */
export function KeyActions({ targetId, name, expires }: KeyActionsProps) {
  const proposeText = useChanges((state) => state.propose)
  const [asking, setAsking] = useState<'ttl' | 'name' | null>(null)
  const propose = (change: RedisChange, title: string): void => {
    setAsking(null)
    proposeText({ targetId, sql: printRedisChange(change), title: `${title} ${shownKeyName(name)}` })
  }
  const close = (): void => setAsking(null)
  return (
    <div className={styles.actions}>
      <Button size="small" icon={Timer} onClick={() => setAsking('ttl')}>
        Set TTL…
      </Button>
      {expires && (
        <Button
          size="small"
          icon={TimerOff}
          onClick={() => propose({ kind: 'persist', key: name }, 'Persist')}
        >
          Remove TTL
        </Button>
      )}
      <Button size="small" icon={PencilLine} onClick={() => setAsking('name')}>
        Rename…
      </Button>
      <Button
        size="small"
        icon={Trash2}
        onClick={() => propose({ kind: 'unlink', keys: [name], keepBytes: DEFAULT_KEEP }, 'Delete')}
      >
        Delete
      </Button>
      <Dialog open={asking === 'ttl'} onClose={close} title="TTL of the key" size="normal">
        {asking === 'ttl' && (
          <TtlForm
            name={name}
            onClose={close}
            onDone={(seconds) => propose({ kind: 'expire', key: name, seconds }, 'Set the TTL of')}
          />
        )}
      </Dialog>
      <Dialog open={asking === 'name'} onClose={close} title="Rename the key" size="small">
        {asking === 'name' && (
          <NameForm
            name={name}
            onClose={close}
            onDone={(newKey) => propose({ kind: 'rename', key: name, newKey }, 'Rename')}
          />
        )}
      </Dialog>
    </div>
  )
}

function TtlForm({
  name,
  onClose,
  onDone,
}: {
  name: string
  onClose: () => void
  onDone: (seconds: number) => void
}) {
  const [ttl, setTtl] = useState(() => {
    const preset = presetFor(name)
    return preset === undefined ? '' : writeSeconds(preset.ttlSeconds)
  })
  const seconds = readSeconds(ttl)
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (seconds !== null) onDone(seconds)
      }}
    >
      <TtlField label="Expires in" value={ttl} onChange={setTtl} about={name} />
      <Buttons onClose={onClose} ready={seconds !== null} />
    </form>
  )
}

function NameForm({
  name,
  onClose,
  onDone,
}: {
  name: string
  onClose: () => void
  onDone: (name: string) => void
}) {
  const [next, setNext] = useState(name)
  const ready = next !== '' && next !== name
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onDone(next)
      }}
    >
      <TextField
        label="New name"
        value={next}
        onChange={setNext}
        hint="A key that has it already is not overwritten"
        mono
      />
      <Buttons onClose={onClose} ready={ready} />
    </form>
  )
}

function Buttons({ onClose, ready }: { onClose: () => void; ready: boolean }) {
  return (
    <div className={styles.buttons}>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" variant="primary" disabled={!ready}>
        Preview the change
      </Button>
    </div>
  )
}
