import { Plus, X } from 'lucide-react'
import { useCurrentEnvironment } from '#renderer/stores/environments.ts'
import type { WarmUpChoice } from '#renderer/stores/warm-up/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './WarmUpPane.module.css'

interface ThroughFieldsProps {
  choice: WarmUpChoice
  onChange: (change: Partial<WarmUpChoice>) => void
}

/** Whether the reads go to the Redis itself, or as requests to the service that fills it. */
export function ThroughFields({ choice, onChange }: ThroughFieldsProps) {
  const services = useCurrentEnvironment()?.targets.filter(({ address }) => address.kind === 'http') ?? []
  return (
    <>
      <div className={styles.fields}>
        <SegmentedControl
          label="Through"
          options={[
            { value: 'redis', label: 'Redis: only looks' },
            { value: 'http', label: 'HTTP: the service fills', disabled: services.length === 0 },
          ]}
          value={choice.through}
          onChange={(through) =>
            onChange({ through, httpTargetId: choice.httpTargetId ?? services[0]?.id ?? null })
          }
        />
        {choice.through === 'http' && (
          <Select
            label="Service"
            hideLabel
            options={services.map(({ id, name }) => ({ value: id, label: name }))}
            value={choice.httpTargetId}
            onChange={(httpTargetId) => onChange({ httpTargetId })}
          />
        )}
      </div>
      {services.length === 0 && (
        <p className={styles.hint}>Add an HTTP service to the environment to warm the cache through it.</p>
      )}
      {choice.through === 'http' && <Routes choice={choice} onChange={onChange} />}
    </>
  )
}

function Routes({ choice: { routes }, onChange }: ThroughFieldsProps) {
  const change = (place: number, part: Partial<(typeof routes)[number]>): void =>
    onChange({ routes: routes.map((route, at) => (at === place ? { ...route, ...part } : route)) })
  return (
    <fieldset className={styles.routes}>
      <legend className={styles.hint}>Each * of a pattern is $1, $2… in its path.</legend>
      {routes.map(({ pattern, path }, place) => (
        // Routes have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={place} className={styles.fields}>
          <TextField
            label={`Pattern ${place + 1}`}
            hideLabel
            value={pattern}
            onChange={(value) => change(place, { pattern: value })}
            placeholder="cache:product:*"
            mono
          />
          <TextField
            label={`Path ${place + 1}`}
            hideLabel
            value={path}
            onChange={(value) => change(place, { path: value })}
            placeholder="/products/$1"
            mono
          />
          <IconButton
            icon={X}
            label={`Remove route ${place + 1}`}
            size="small"
            disabled={routes.length === 1}
            onClick={() => onChange({ routes: routes.filter((_, at) => at !== place) })}
          />
        </div>
      ))}
      <Button
        size="small"
        variant="ghost"
        icon={Plus}
        onClick={() => onChange({ routes: [...routes, { pattern: '', path: '' }] })}
      >
        Add a route
      </Button>
    </fieldset>
  )
}
