import { useEffect, useRef, useState } from 'react'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import { useShownAttachment } from '../attachment/use-shown.ts'
import { AddressDialog } from './list/AddressDialog.tsx'
import { ListBar } from './list/ListBar.tsx'
import { PprofDialog } from './list/PprofDialog.tsx'
import { ProcessList } from './list/ProcessList.tsx'
import { StartDialog } from './list/StartDialog.tsx'
import type { Way } from './list/ways.ts'
import { AttachedPane } from './process/AttachedPane.tsx'
import { NothingAttached } from './process/NothingAttached.tsx'
import { ProcessesCommands } from './ProcessesCommands.tsx'
import styles from './ProcessesPage.module.css'

/** The Node processes of this machine, and what the attached one does. */
export function ProcessesPage() {
  const refresh = useNodeProcesses((state) => state.refresh)
  const attachment = useShownAttachment()
  const [way, setWay] = useState<Way | null>(null)
  const filter = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => refresh(), [refresh])
  const close = (): void => setWay(null)
  return (
    <section className={styles.page} aria-label="Processes">
      <h2>
        <HiddenText>Node processes</HiddenText>
      </h2>
      <ProcessesCommands onWay={setWay} onFilter={() => filter.current?.focus()} />
      <SplitPane
        id="processes"
        direction="horizontal"
        parts={[
          {
            id: 'list-of-processes',
            defaultSize: 320,
            minSize: 240,
            maxSize: '45%',
            fixed: true,
            children: (
              <div className={styles.list}>
                <ListBar
                  filterRef={filter}
                  onWay={setWay}
                  onDone={() => list.current?.querySelector<HTMLElement>('[data-row]')?.focus()}
                />
                <ProcessList listRef={list} />
              </div>
            ),
          },
          {
            id: 'process',
            minSize: 400,
            children: attachment ? (
              <AttachedPane key={attachment.id} attachment={attachment} />
            ) : (
              <NothingAttached onWay={setWay} />
            ),
          },
        ]}
      />
      <AddressDialog open={way === 'address'} onClose={close} />
      <StartDialog open={way === 'start'} onClose={close} />
      <PprofDialog open={way === 'go'} onClose={close} />
    </section>
  )
}
