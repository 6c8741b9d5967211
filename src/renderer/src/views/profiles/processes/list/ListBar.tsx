import { Plus, RotateCw } from 'lucide-react'
import type { Ref } from 'react'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import type { Way } from './ways.ts'
import styles from './ListBar.module.css'

export interface ListBarProps {
  /** Opens the dialog of another way to attach. */
  onWay: (way: Way) => void
  /** On to what the filter found. */
  onDone: () => void
  filterRef?: Ref<HTMLInputElement> | undefined
}

/** Over the list: the filter, reading it anew, and what is not in it. */
export function ListBar({ onWay, onDone, filterRef }: ListBarProps) {
  const { filter, setFilter, refresh, reading } = useNodeProcesses()
  return (
    <div className={styles.bar} role="toolbar" aria-label="List of processes">
      <SearchField
        label="Filter the processes"
        placeholder="Filter"
        title="Words of the command, the folder, a port, a pid"
        value={filter}
        onChange={setFilter}
        onDone={onDone}
        className={styles.filter}
        inputRef={filterRef}
      />
      <IconButton
        icon={RotateCw}
        label="Look again"
        command="processes.refresh"
        size="small"
        aria-busy={reading}
        onClick={refresh}
      />
      <Menu
        trigger={
          <Button size="small" icon={Plus}>
            More…
          </Button>
        }
        groups={[
          [
            { label: 'Attach to an address…', onSelect: () => onWay('address') },
            { label: 'Start a process…', onSelect: () => onWay('start') },
          ],
          [{ label: 'Fetch from a Go service…', onSelect: () => onWay('go') }],
        ]}
      />
    </div>
  )
}
