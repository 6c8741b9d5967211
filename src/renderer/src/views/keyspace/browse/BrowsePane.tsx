import { useCallback, useEffect } from 'react'
import { useOpenKey } from '#renderer/stores/redis-key.ts'
import { useKeyList } from '#renderer/stores/redis-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import { KeyPane } from '../key/KeyPane.tsx'
import { BrowseBar } from './BrowseBar.tsx'
import styles from './BrowsePane.module.css'
import { KeyTable } from './KeyTable.tsx'
import { ListFoot } from './ListFoot.tsx'

/** The keys themselves, read as one scrolls, and the one that is open beside them. */
export function BrowsePane({ targetId }: { targetId: string }) {
  const open = useOpenKey((state) => state.open)
  const isOpen = open?.targetId === targetId
  const list = useKeyList((state) => state.open)
  useEffect(() => list(targetId), [list, targetId])
  return (
    <div className={styles.pane}>
      <BrowseBar targetId={targetId} />
      <div className={styles.main}>
        <SplitPane
          id="keyspace-browse"
          direction="horizontal"
          parts={[
            {
              id: 'keys',
              minSize: 280,
              children: (
                <div className={styles.list}>
                  <Keys targetId={targetId} />
                  <ListFoot targetId={targetId} />
                </div>
              ),
            },
            isOpen && {
              id: 'key',
              minSize: 320,
              defaultSize: '48%',
              children: <KeyPane open={open} />,
            },
          ]}
        />
      </div>
    </div>
  )
}

function Keys({ targetId }: { targetId: string }) {
  const { rows, state, failure, filter, more, setFilter } = useKeyList()
  const open = useOpenKey((all) => (all.open?.targetId === targetId ? all.open.key : null))
  const openKey = useOpenKey((all) => all.openKey)
  const show = useCallback((key: string) => openKey(targetId, key), [openKey, targetId])
  // Nothing is asked for by itself after it was stopped or failed.
  const onEnd = useCallback(() => {
    if (useKeyList.getState().state === 'more') more()
  }, [more])
  if (failure !== null && rows.length === 0) {
    return (
      <div className={styles.failure}>
        <FailureBox failure={failure} onRetry={more} />
      </div>
    )
  }
  if (rows.length === 0 && state === 'end') {
    const filtered = filter.pattern !== '' || filter.type !== '' || filter.withoutTtl
    return (
      <EmptyState
        title={filtered ? 'No key fits' : 'There are no keys'}
        actions={
          filtered && (
            <Button
              size="small"
              onClick={() => setFilter(targetId, { pattern: '', type: '', withoutTtl: false })}
            >
              Show all keys
            </Button>
          )
        }
      >
        {filtered ? undefined : 'This database of the server is empty.'}
      </EmptyState>
    )
  }
  return <KeyTable label="Keys" rows={rows} current={open} onOpen={show} onEnd={onEnd} />
}
