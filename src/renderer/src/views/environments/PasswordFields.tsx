import { useInfo } from '#renderer/stores/info.ts'
import { Select } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { SecretState } from '#shared/contract/environments.ts'
import type { FieldsProps } from './AddressFields.tsx'
import styles from './TargetForm.module.css'

export interface PasswordFieldsProps extends FieldsProps {
  /** The password that the target being edited has. */
  stored: SecretState | undefined
}

/** Where the password comes from, and where a typed one is kept. */
export function PasswordFields({ fields, errors, stored, onChange }: PasswordFieldsProps) {
  const kept = keptOption(stored)
  const options = [
    ...(kept ? [kept] : []),
    { value: 'value', label: 'Typed here' },
    { value: 'variable', label: 'From an environment variable' },
    { value: 'none', label: 'None' },
  ] as const
  return (
    <>
      <div className={styles.pair}>
        <Select
          label="Password"
          options={options}
          value={fields.secret}
          onChange={(secret) => onChange({ secret })}
        />
        {fields.secret === 'value' && (
          <TextField
            label="Password, typed"
            type="password"
            autoComplete="new-password"
            value={fields.password}
            onChange={(password) => onChange({ password })}
          />
        )}
        {fields.secret === 'variable' && (
          <TextField
            label="Variable"
            mono
            value={fields.variable}
            onChange={(variable) => onChange({ variable })}
            placeholder="PGPASSWORD"
            hint="Read when Pitwall connects; only its name is stored."
            error={errors.variable}
          />
        )}
      </div>
      {fields.secret === 'value' && <SaveSwitch save={fields.save} onChange={onChange} />}
    </>
  )
}

function SaveSwitch({ save, onChange }: { save: boolean; onChange: FieldsProps['onChange'] }) {
  const storage = useInfo((state) => state.info?.secretStorage)
  const canSave = storage?.kind === 'keychain'
  return (
    <Switch
      label="Remember it in the system’s key store"
      checked={canSave && save}
      disabled={!canSave}
      onChange={(checked) => onChange({ save: checked })}
      hint={
        canSave
          ? 'Otherwise it is forgotten when Pitwall stops.'
          : `It is kept in memory and forgotten when Pitwall stops. ${storage?.reason ?? ''}`
      }
    />
  )
}

function keptOption(stored: SecretState | undefined): { value: 'keep'; label: string } | undefined {
  switch (stored?.kind) {
    case 'saved':
      return { value: 'keep', label: 'As saved in the key store' }
    case 'session':
      return {
        value: 'keep',
        label: stored.present ? 'As typed before' : 'As typed before (forgotten since)',
      }
    case 'none':
    case 'variable':
    case undefined:
      return undefined
  }
}
