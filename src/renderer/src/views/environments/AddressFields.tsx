import { TextField } from '#renderer/ui/TextField.tsx'
import type { FieldErrors, TargetFields } from './target-fields.ts'
import { SentinelFields } from './SentinelFields.tsx'
import styles from './TargetForm.module.css'
import { TlsFields } from './TlsFields.tsx'

export interface FieldsProps {
  fields: TargetFields
  errors: FieldErrors
  onChange: (changed: Partial<TargetFields>) => void
}

/** Where a target of each kind is. */
export function AddressFields({ fields, errors, onChange }: FieldsProps) {
  if (fields.kind === 'http') {
    return (
      <TextField
        label="URL"
        mono
        value={fields.url}
        onChange={(url) => onChange({ url })}
        placeholder="http://localhost:3000"
        error={errors.url}
      />
    )
  }
  const isSentinel = fields.kind === 'redis' && fields.sentinel
  return (
    <>
      <div className={styles.hostRow}>
        <TextField
          label={isSentinel ? 'Host of a Sentinel' : 'Host'}
          mono
          value={fields.host}
          onChange={(host) => onChange({ host })}
          error={errors.host}
          hint={
            fields.kind === 'node'
              ? 'Where the inspector listens: this machine or the near end of a tunnel.'
              : undefined
          }
        />
        <TextField
          label="Port"
          mono
          value={fields.port}
          onChange={(port) => onChange({ port })}
          error={errors.port}
        />
      </div>
      {fields.kind !== 'node' && (
        <>
          {fields.kind === 'redis' && <SentinelFields fields={fields} errors={errors} onChange={onChange} />}
          <div className={styles.pair}>
            <TextField
              label={fields.kind === 'redis' ? 'Database number' : 'Database'}
              mono
              value={fields.database}
              onChange={(database) => onChange({ database })}
              error={errors.database}
            />
            <TextField
              label="User"
              mono
              value={fields.user}
              onChange={(user) => onChange({ user })}
              placeholder={fields.kind === 'redis' ? 'default' : undefined}
              error={errors.user}
            />
          </div>
          <TlsFields fields={fields} errors={errors} onChange={onChange} />
        </>
      )}
    </>
  )
}
