import { Select } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { Tls } from '#shared/contract/environments.ts'
import type { FieldsProps } from './AddressFields.tsx'
import styles from './TargetForm.module.css'

const modes: readonly { value: Tls['mode']; label: string; description: string }[] = [
  { value: 'disable', label: 'disable', description: 'Plain text.' },
  { value: 'prefer', label: 'prefer', description: 'TLS where the server has it, else plain text.' },
  { value: 'require', label: 'require', description: 'TLS, whoever the server is.' },
  { value: 'verify-ca', label: 'verify-ca', description: 'TLS, with a certificate of a known authority.' },
  { value: 'verify-full', label: 'verify-full', description: 'The same, made out for this very host.' },
]

/** How the connection is encrypted, whom it trusts, and with what the client shows who it is. */
export function TlsFields({ fields, errors, onChange }: FieldsProps) {
  const verifies = fields.tlsMode === 'verify-ca' || fields.tlsMode === 'verify-full'
  return (
    <>
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
      {fields.tlsMode !== 'disable' && (
        <Switch
          label="Client certificate"
          checked={fields.showsCertificate}
          onChange={(showsCertificate) => onChange({ showsCertificate })}
        />
      )}
      {fields.tlsMode !== 'disable' && fields.showsCertificate && (
        <div className={styles.pair}>
          <TextField
            label="Certificate file"
            mono
            value={fields.certFile}
            onChange={(certFile) => onChange({ certFile })}
            error={errors.certFile}
          />
          <TextField
            label="Key file"
            mono
            value={fields.keyFile}
            onChange={(keyFile) => onChange({ keyFile })}
            error={errors.keyFile}
          />
        </div>
      )}
    </>
  )
}
