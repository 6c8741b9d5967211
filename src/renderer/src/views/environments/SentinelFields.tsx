import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { FieldsProps } from './AddressFields.tsx'
import { sentinelPort } from './sentinel-places.ts'
import { defaultPorts } from './target-fields.ts'
import styles from './TargetForm.module.css'

/** Whether a Redis is found by asking Sentinels, which and for what. */
export function SentinelFields({ fields, errors, onChange }: FieldsProps) {
  return (
    <>
      <Switch
        label="Found through Sentinel"
        checked={fields.sentinel}
        onChange={(sentinel) => onChange({ sentinel, port: usualPort(fields.port, sentinel) })}
      />
      {fields.sentinel && (
        <div className={styles.pair}>
          <TextField
            label="Name of the master"
            mono
            value={fields.master}
            onChange={(master) => onChange({ master })}
            placeholder="mymaster"
            error={errors.master}
          />
          <TextField
            label="Other Sentinels"
            mono
            value={fields.otherSentinels}
            onChange={(otherSentinels) => onChange({ otherSentinels })}
            placeholder="host:26379, host:26379"
            error={errors.otherSentinels}
          />
        </div>
      )}
    </>
  )
}

/** A port that was typed stays; the usual one of the one becomes the usual one of the other. */
function usualPort(port: string, isSentinel: boolean): string {
  if (isSentinel) return port === defaultPorts.redis ? String(sentinelPort) : port
  return port === String(sentinelPort) ? defaultPorts.redis : port
}
