import { keyTypes } from '#renderer/stores/redis-keys/filter.ts'
import { Select, type SelectProps } from '#renderer/ui/Select.tsx'

const anyType = 'any'

export interface TypeSelectProps extends Pick<SelectProps<string>, 'hideLabel' | 'size' | 'className'> {
  /** As TYPE says it; empty for all. */
  value: string
  onChange: (type: string) => void
}

/** Which type of keys. */
export function TypeSelect({ value, onChange, ...look }: TypeSelectProps) {
  return (
    <Select
      {...look}
      label="Type"
      options={[
        { value: anyType, label: 'All types' },
        ...keyTypes.map((type) => ({ value: type, label: type })),
      ]}
      value={value === '' ? anyType : value}
      onChange={(type) => onChange(type === anyType ? '' : type)}
    />
  )
}
