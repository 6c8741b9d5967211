import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { Tls } from '#shared/contract/environments.ts'
import type { FieldErrors, TargetFields } from './target-fields.ts'
import styles from './TargetForm.module.css'

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
  return (
    <>
      <div className={styles.hostRow}>
        <TextField
          label="Host"
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
          <TlsFields fields={fields} onChange={onChange} />
        </>
      )}
    </>
  )
}

const modes: readonly { value: Tls['mode']; label: string; description: string }[] = [
  { value: 'disable', label: 'disable', description: 'Plain text.' },
  { value: 'prefer', label: 'prefer', description: 'TLS where the server has it, else plain text.' },
  { value: 'require', label: 'require', description: 'TLS, whoever the server is.' },
  { value: 'verify-ca', label: 'verify-ca', description: 'TLS, with a certificate of a known authority.' },
  { value: 'verify-full', label: 'verify-full', description: 'The same, made out for this very host.' },
]

function TlsFields({ fields, onChange }: Omit<FieldsProps, 'errors'>) {
  const verifies = fields.tlsMode === 'verify-ca' || fields.tlsMode === 'verify-full'
  return (
    <div className={styles.tlsRow}>
      <Select
        label="TLS"
        options={modes}
        value={fields.tlsMode}
        onChange={(tlsMode) => onChange({ tlsMode })}
      />
      {verifies && (
        <TextField
          label="CA file"
          mono
          value={fields.caFile}
          onChange={(caFile) => onChange({ caFile })}
          placeholder="The system’s own authorities"
        />
      )}
    </div>
  )
}
