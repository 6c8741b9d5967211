import { FileDown } from 'lucide-react'
import { csvOfRows } from '#renderer/charts/csv.ts'
import { download } from '#renderer/charts/save.ts'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { topLists, type TopList } from '#renderer/stores/keyspace/choices.ts'
import { useKeyList } from '#renderer/stores/redis-keys.ts'
import { useOpenKey } from '#renderer/stores/redis-key.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import type { Analysis } from '#shared/contract/redis/keyspace.ts'
import { KeyTable } from '../browse/KeyTable.tsx'
import { chartFileName } from './saving.ts'
import styles from './TopView.module.css'
import type { ShownKeyspace } from './use-shown.ts'

function listNames(access: Analysis['access']): Record<TopList, string> {
  return {
    bytes: 'By memory',
    elements: 'By elements',
    idle: access === 'frequency' ? 'Least used' : 'Longest unused',
  }
}

/** The keys that stand out: the largest, those with most elements, the longest unused. */
export function TopView({ shown }: { shown: ShownKeyspace }) {
  const { analysis, choices, choose, targetId } = shown
  const list = choices.top
  const keys = analysis.top[list]
  const names = listNames(analysis.access)
  const open = useOpenKey((state) => state.open)
  const show = (key: string): void => {
    useKeyList.getState().open(targetId)
    useOpenKey.getState().openKey(targetId, key)
    choose({ part: 'browse' })
  }
  const save = (): void =>
    download(
      new Blob(
        [
          csvOfRows(
            ['key', 'type', 'encoding', 'bytes', 'ttl (ms)', 'idle (s)', 'frequency', 'elements'],
            keys.map((each) => [
              each.key,
              each.type,
              each.encoding,
              each.bytes,
              each.ttlMs,
              each.idleSeconds,
              each.frequency,
              each.elements,
            ]),
          ),
        ],
        { type: 'text/csv' },
      ),
      `${chartFileName(analysis, `top-${list}`)}.csv`,
    )
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <SegmentedControl
          label="Top keys"
          size="small"
          options={topLists.map((value) => ({ value, label: names[value] }))}
          value={list}
          onChange={(top) => choose({ top })}
        />
        <IconButton
          icon={FileDown}
          label="Save the keys as CSV"
          size="small"
          disabled={keys.length === 0}
          onClick={save}
        />
      </div>
      {keys.length === 0 ? (
        <NoKeys shown={shown} />
      ) : (
        <KeyTable
          label={`Top keys, ${names[list].toLowerCase()}`}
          rows={keys}
          current={open?.targetId === targetId ? open.key : null}
          onOpen={show}
        />
      )}
    </div>
  )
}

function NoKeys({ shown: { analysis, choices, targetId } }: { shown: ShownKeyspace }) {
  const { setOptions, analyse } = useKeyspace()
  const running = useKeyspace((state) => keyspaceOf(state, targetId).work.kind === 'running')
  if (analysis.keys === 0) return <EmptyState title="There are no keys" />
  switch (choices.top) {
    case 'bytes':
      return <EmptyState title="The server did not tell what keys take">MEMORY USAGE was refused.</EmptyState>
    case 'idle':
      return (
        <EmptyState title="The server did not tell when keys were used">
          OBJECT IDLETIME and OBJECT FREQ were refused.
        </EmptyState>
      )
    case 'elements':
      return (
        <EmptyState
          title="Elements were not counted"
          actions={
            <Button
              size="small"
              disabled={running}
              onClick={() => {
                setOptions(targetId, { touch: true })
                analyse(targetId)
              }}
            >
              Count them too
            </Button>
          }
        >
          On this server HLEN, LLEN and the like set a key’s idle time back to 0, which an analysis avoids.
          From Redis 7.2 on it can be told not to.
        </EmptyState>
      )
  }
}
