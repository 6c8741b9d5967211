import { FileDown } from 'lucide-react'
import { useRef } from 'react'
import { download } from '#renderer/charts/save.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { csvOfNamespaces } from './columns.ts'
import styles from './NamespaceTable.module.css'
import { chartFileName } from './saving.ts'
import type { ShownKeyspace } from './use-shown.ts'

/** How the table is searched and shown, and saved. */
export function NamespaceTableBar({ shown, onDone }: { shown: ShownKeyspace; onDone: () => void }) {
  const { analysis, choices, choose } = shown
  const field = useRef<HTMLInputElement>(null)
  useCommand({
    id: 'keyspace.search',
    title: 'Search the namespaces',
    group: 'Keyspace',
    keys: '/',
    run: () => field.current?.select(),
  })
  const save = (): void =>
    download(
      new Blob([csvOfNamespaces(analysis)], { type: 'text/csv' }),
      `${chartFileName(analysis, 'namespaces')}.csv`,
    )
  useCommand({
    id: 'keyspace.csv',
    title: 'Save the namespaces as CSV',
    group: 'Keyspace',
    keys: 'Mod+S',
    run: save,
  })
  return (
    <div className={styles.tableBar}>
      <SearchField
        label="Search the namespaces"
        placeholder="Search"
        className={styles.search}
        inputRef={field}
        value={choices.search}
        onChange={(search) => choose({ search })}
        onDone={onDone}
      />
      <div className={styles.barEnd}>
        <Switch label="Flat" checked={choices.flat} onChange={(flat) => choose({ flat })} />
        <IconButton
          icon={FileDown}
          label="Save the namespaces as CSV"
          command="keyspace.csv"
          size="small"
          onClick={save}
        />
      </div>
    </div>
  )
}
