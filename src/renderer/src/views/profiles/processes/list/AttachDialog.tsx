import { useEffect, useRef } from 'react'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { SearchField } from '#renderer/ui/SearchField.tsx'
import styles from './AttachDialog.module.css'
import { ProcessList } from './ProcessList.tsx'

export interface AttachDialogProps {
  open: boolean
  onClose: () => void
}

/** Attaching from another page than the one of the processes. */
export function AttachDialog({ open, onClose }: AttachDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Attach to a Node process">
      <Body onClose={onClose} />
    </Dialog>
  )
}

function Body({ onClose }: Pick<AttachDialogProps, 'onClose'>) {
  const { filter, setFilter, refresh } = useNodeProcesses()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => refresh(), [refresh])
  return (
    <>
      <SearchField
        label="Filter the processes"
        placeholder="Filter"
        value={filter}
        onChange={setFilter}
        onDone={() => list.current?.querySelector<HTMLElement>('[data-row]')?.focus()}
      />
      <div className={styles.list}>
        <ProcessList listRef={list} onChosen={onClose} />
      </div>
    </>
  )
}
