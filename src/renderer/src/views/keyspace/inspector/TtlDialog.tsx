import { useState } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { Only } from '#shared/redis/change-text.ts'
import { presetFor } from '#shared/redis/ttl-presets.ts'
import { writeSeconds } from '../ttl/duration.ts'
import { TtlField } from '../ttl/TtlField.tsx'
import {
  actionOf,
  changeOfMatch,
  readPercent,
  usualJitter,
  type NamespaceChangeForm,
  type NamespaceChangeKind,
} from './namespace-change.ts'
import styles from './TtlDialog.module.css'

export interface TtlDialogProps {
  targetId: string
  /** The glob whose keys are changed. */
  match: string
  /** What is offered first; the dialog is closed while it is null. */
  kind: NamespaceChangeKind | null
  onClose: () => void
}

/** How the keys of a namespace shall live. It leads to the preview of the change, which counts them. */
export function TtlDialog({ targetId, match, kind, onClose }: TtlDialogProps) {
  return (
    <Dialog open={kind !== null} onClose={onClose} title={`TTL of ${match}`} size="normal">
      {/* Mounted with the dialog, so that it begins anew each time. */}
      {kind !== null && <TtlForm targetId={targetId} match={match} kind={kind} onClose={onClose} />}
    </Dialog>
  )
}

const kinds: readonly { value: NamespaceChangeKind; label: string }[] = [
  { value: 'expire', label: 'Set' },
  { value: 'extend', label: 'Extend' },
  { value: 'jitter', label: 'Spread' },
]

const explanations: Record<NamespaceChangeKind, string> = {
  expire: 'Keys expire this long from now.',
  extend: 'Keys that expire live this much longer; those without TTL are left alone.',
  jitter:
    'Keys that expire do so a little earlier or later than now, each by its own share, so that not all go at once.',
}

const onlyOptions: readonly { value: Only; label: string }[] = [
  { value: 'none', label: 'Only keys without TTL' },
  { value: 'longer', label: 'Only keys that live longer' },
  { value: 'none-or-longer', label: 'Keys without TTL, or that live longer' },
  { value: 'all', label: 'All keys' },
]

function TtlForm({
  targetId,
  match,
  kind,
  onClose,
}: Omit<TtlDialogProps, 'kind'> & { kind: NamespaceChangeKind }) {
  const propose = useChanges((state) => state.propose)
  const [form, setForm] = useState<NamespaceChangeForm>(() => ({
    kind,
    ttl: usualTtl(match),
    jitter: usualJitter,
    only: 'none',
  }))
  const change = (next: Partial<NamespaceChangeForm>): void => setForm({ ...form, ...next })
  const action = actionOf(form)
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (action === null) return
        onClose()
        propose({ targetId, sql: changeOfMatch(match, action), title: titleOf(form.kind, match) })
      }}
    >
      <SegmentedControl
        label="What to do"
        options={kinds}
        value={form.kind}
        onChange={(next) => change({ kind: next })}
        className={styles.kinds}
      />
      <p className={styles.explanation}>{explanations[form.kind]}</p>
      {form.kind !== 'jitter' && (
        <TtlField
          label={form.kind === 'expire' ? 'TTL' : 'Longer by'}
          value={form.ttl}
          onChange={(ttl) => change({ ttl })}
          {...(form.kind === 'expire' && { about: match })}
        />
      )}
      <div className={styles.row}>
        <TextField
          label={form.kind === 'jitter' ? 'Earlier or later by up to' : 'Jitter'}
          value={form.jitter}
          onChange={(jitter) => change({ jitter })}
          suffix="%"
          hint={
            form.kind === 'jitter'
              ? 'Of the time each has left'
              : 'Each key lives up to so much shorter or longer'
          }
          error={readPercent(form.jitter) === null ? 'A number from 0 to 90' : undefined}
          className={styles.jitter}
        />
        {form.kind === 'expire' && (
          <Select
            label="Which keys"
            options={onlyOptions}
            value={form.only}
            onChange={(only) => change({ only })}
            className={styles.only}
          />
        )}
      </div>
      {action !== null && <SqlBlock label="The change" sql={changeOfMatch(match, action)} />}
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={action === null}>
          Preview the change
        </Button>
      </div>
    </form>
  )
}

function usualTtl(match: string): string {
  const preset = presetFor(match)
  return preset === undefined ? '' : writeSeconds(preset.ttlSeconds)
}

function titleOf(kind: NamespaceChangeKind, match: string): string {
  switch (kind) {
    case 'expire':
      return `Set the TTL of ${match}`
    case 'extend':
      return `Extend the TTL of ${match}`
    case 'jitter':
      return `Spread the expiry of ${match}`
  }
}
