import { useEffect } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import { DocumentTabs } from './DocumentTabs.tsx'
import { DocumentView } from './DocumentView.tsx'
import { forgetEditors } from './editor/SqlEditor.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { HomeView } from './home/HomeView.tsx'
import { PageCommands } from './home/PageCommands.tsx'
import { useDrop } from './plan-input/use-drop.ts'
import styles from './QueriesView.module.css'
import { TabCommands } from './TabCommands.tsx'

/** Pinned pages, then statements and plans in tabs; a file dropped anywhere on it is read as a plan. */
export function QueriesView() {
  const document = useQueries((state) => state.documents.find(({ id }) => id === state.active))
  const documents = useQueries((state) => state.documents)
  const closed = useQueries((state) => state.closed)
  const activate = useQueries((state) => state.activate)
  const { over, props } = useDrop()
  const active = document?.id
  useEffect(() => {
    // What was kept over a reload is read when it is first shown.
    if (active !== undefined) activate(active)
  }, [active, activate])
  useEffect(() => {
    const alive = new Set([...documents, ...closed].map(({ id }) => id))
    forgetEditors((id) => alive.has(id))
  }, [documents, closed])
  return (
    <section className={styles.view} aria-label="Queries" {...props}>
      <h1>
        <HiddenText>Queries</HiddenText>
      </h1>
      <TabCommands />
      <PageCommands />
      <DocumentTabs />
      <div className={styles.document}>
        {document === undefined ? <HomeView /> : <DocumentView key={document.id} document={document} />}
      </div>
      {over && <div className={styles.drop}>Drop to read it as a plan</div>}
    </section>
  )
}
