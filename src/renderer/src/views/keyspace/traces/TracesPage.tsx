import { useEffect, useState } from 'react'
import { useTraces } from '#renderer/stores/traces.ts'
import { tracesOf } from '#renderer/stores/traces/store.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import page from '#renderer/ui/page.module.css'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { RecordPane } from './record/RecordPane.tsx'
import { TraceList } from './TraceList.tsx'
import { TracePane } from './TracePane.tsx'
import { TracesCommands } from './TracesCommands.tsx'
import { TracesToolbar } from './TracesToolbar.tsx'

/** Recordings of what clients access, and what each one says. */
export function TracesPage({ target }: { target: Target }) {
  const open = useTraces((state) => state.open)
  const { shown, heads } = useTraces((state) => tracesOf(state, target.id))
  const [importing, setImporting] = useState(false)
  useEffect(() => open(target.id), [open, target.id])
  const head = heads.kind === 'ready' ? heads.value.find(({ id }) => id === shown) : undefined
  return (
    <section className={page.page} aria-label="Traces">
      <h2>
        <HiddenText>Traces of {target.name}</HiddenText>
      </h2>
      <TracesToolbar target={target} onImport={() => setImporting(true)} />
      <TracesCommands target={target} onImport={() => setImporting(true)} />
      <div className={page.main}>
        <SplitPane
          id="traces"
          direction="horizontal"
          parts={[
            {
              id: 'trace-list',
              defaultSize: 280,
              minSize: 200,
              maxSize: '50%',
              fixed: true,
              children: <TraceList target={target} />,
            },
            {
              id: 'trace',
              minSize: 320,
              children: head ? (
                <TracePane key={head.id} head={head} target={target} />
              ) : (
                <RecordPane target={target} />
              ),
            },
          ]}
        />
      </div>
      <ImportDialog target={target} open={importing} onClose={() => setImporting(false)} />
    </section>
  )
}
