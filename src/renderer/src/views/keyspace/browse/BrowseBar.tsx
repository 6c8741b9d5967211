import { RotateCw } from 'lucide-react'
import { useRef } from 'react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useKeyList } from '#renderer/stores/redis-keys.ts'
import { globOf } from '#renderer/stores/redis-keys/filter.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TypeSelect } from '../TypeSelect.tsx'
import styles from './BrowseBar.module.css'

/** Which keys are listed. */
export function BrowseBar({ targetId }: { targetId: string }) {
  const { filter, setFilter, reload } = useKeyList()
  const field = useRef<HTMLInputElement>(null)
  useCommand({
    id: 'keyspace.search',
    title: 'Filter the keys by a pattern',
    group: 'Keyspace',
    keys: '/',
    run: () => field.current?.select(),
  })
  useCommand({
    id: 'keyspace.reload-keys',
    title: 'List the keys anew',
    group: 'Keyspace',
    keys: 'R',
    run: reload,
  })
  return (
    <div className={styles.bar}>
      <SearchField
        label="Pattern"
        placeholder="Part of a name, or a pattern: session:*"
        title={`Lists keys that match ${globOf(filter.pattern)}`}
        className={styles.pattern}
        inputRef={field}
        value={filter.pattern}
        onChange={(pattern) => setFilter(targetId, { pattern })}
        onDone={() => document.querySelector<HTMLElement>('[role="grid"][aria-label="Keys"]')?.focus()}
      />
      <TypeSelect
        hideLabel
        size="small"
        className={styles.type}
        value={filter.type}
        onChange={(type) => setFilter(targetId, { type })}
      />
      <Switch
        label="Without TTL"
        checked={filter.withoutTtl}
        onChange={(withoutTtl) => setFilter(targetId, { withoutTtl })}
      />
      <IconButton
        className={styles.end}
        icon={RotateCw}
        label="List the keys anew"
        command="keyspace.reload-keys"
        size="small"
        onClick={reload}
      />
    </div>
  )
}
