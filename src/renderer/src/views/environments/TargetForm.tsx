import { useState } from 'react'
import { testConnection } from '#renderer/stores/environments/tests.ts'
import { kindWords } from '#renderer/ui/address.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConnectionSteps } from '#renderer/ui/ConnectionSteps.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { Diagnosis, Target, TargetDraft, TargetKind } from '#shared/contract/environments.ts'
import { AddressFields } from './AddressFields.tsx'
import { PasswordFields } from './PasswordFields.tsx'
import {
  emptyFields,
  fieldsOf,
  hasPassword,
  readFields,
  suggestedName,
  type FieldErrors,
  type TargetFields,
} from './target-fields.ts'
import styles from './TargetForm.module.css'

export interface TargetFormProps {
  /** The target to change; a new one where absent. */
  target?: Target | undefined
  /** The word on the button that saves. */
  action: string
  /** Keeps the draft. Throws a Failure. */
  onSave: (draft: TargetDraft) => Promise<void>
  onCancel?: (() => void) | undefined
}

const kinds = (['postgres', 'redis', 'http', 'node'] as const).map((kind) => ({
  value: kind,
  label: kindWords[kind],
}))

/** A target's address and password, with a connection test before it is kept. */
export function TargetForm({ target, action, onSave, onCancel }: TargetFormProps) {
  const [fields, setFields] = useState<TargetFields>(() =>
    target ? fieldsOf(target) : emptyFields('postgres'),
  )
  const [errors, setErrors] = useState<FieldErrors>({})
  const [diagnosis, setDiagnosis] = useState<Diagnosis>()

  const change = (changed: Partial<TargetFields>): void => {
    setFields({ ...fields, ...changed })
    // What was wrong with a field is forgiven while it is being mended.
    setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => !(name in changed))))
    setDiagnosis(undefined)
  }
  const changeKind = (kind: TargetKind): void => {
    setFields({ ...emptyFields(kind), name: fields.name })
    setErrors({})
    setDiagnosis(undefined)
    test.clear()
  }
  const read = (): TargetDraft | undefined => {
    const result = readFields(fields, target?.id)
    setErrors(result.ok ? {} : result.errors)
    return result.ok ? result.draft : undefined
  }

  const save = useTask(async (_signal, draft: TargetDraft) => await onSave(draft))
  const test = useTask(async (signal, { address, secret }: TargetDraft) =>
    setDiagnosis(await testConnection(address, secret, signal)),
  )
  const startTest = (): void => {
    setDiagnosis(undefined)
    const draft = read()
    if (draft) test.run(draft)
  }

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const draft = read()
        if (draft) save.run(draft)
      }}
    >
      {!target && (
        <SegmentedControl label="Kind of target" options={kinds} value={fields.kind} onChange={changeKind} />
      )}
      <TextField
        label="Name"
        value={fields.name}
        onChange={(name) => change({ name })}
        placeholder={suggestedName(fields)}
        error={errors.name}
      />
      <AddressFields fields={fields} errors={errors} onChange={change} />
      {hasPassword(fields.kind) && (
        <PasswordFields fields={fields} errors={errors} stored={target?.secret} onChange={change} />
      )}
      {test.failure && <FailureBox failure={test.failure} />}
      {diagnosis && <ConnectionSteps diagnosis={diagnosis} />}
      {save.failure && <FailureBox failure={save.failure} />}
      <div className={styles.buttons}>
        {test.busy ? (
          <Button onClick={test.cancel}>Cancel the test</Button>
        ) : (
          <Button onClick={startTest}>Test connection</Button>
        )}
        <span className={styles.gap} />
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        <Button type="submit" variant="primary" busy={save.busy}>
          {action}
        </Button>
      </div>
    </form>
  )
}
