import { useEffect } from 'react'
import { useHome } from '#renderer/stores/home.ts'
import { indexesOf, useIndexes } from '#renderer/stores/indexes.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { SqlEditor } from '../editor/SqlEditor.tsx'
import { AnswerPane } from './AnswerPane.tsx'
import { IndexesCommands } from './IndexesCommands.tsx'
import styles from './IndexesPage.module.css'
import { IndexesToolbar } from './IndexesToolbar.tsx'

/** Which indexes would pay off on a Postgres, and which could go. */
export function IndexesPage({ target }: { target: Target }) {
  const attend = useIndexes((state) => state.attend)
  useEffect(() => attend(target.id), [attend, target.id])
  useSentQueries(target.id)
  const asksQueries = useIndexes((state) => indexesOf(state, target.id).source.kind === 'queries')
  return (
    <section className={styles.page} aria-label="Indexes">
      <h2>
        <HiddenText>Index advice for {target.name}</HiddenText>
      </h2>
      <IndexesToolbar targetId={target.id} />
      <IndexesCommands targetId={target.id} />
      <div className={styles.main}>
        <SplitPane
          id="queries-indexes"
          direction="vertical"
          parts={[
            asksQueries && {
              id: 'statements',
              defaultSize: '24%',
              minSize: 64,
              children: <StatementsField targetId={target.id} />,
            },
            { id: 'answer', minSize: 120, children: <AnswerPane target={target} /> },
          ]}
        />
      </div>
    </section>
  )
}

/** Statements that another screen sent to be advised on are taken once. */
function useSentQueries(targetId: string): void {
  const queries = useHome((state) => state.queries)
  const adviseOn = useIndexes((state) => state.adviseOn)
  useEffect(() => {
    if (queries === null) return
    useHome.setState({ queries: null })
    adviseOn(targetId, queries)
  }, [queries, adviseOn, targetId])
}

function StatementsField({ targetId }: { targetId: string }) {
  const filled = useIndexes((state) => indexesOf(state, targetId).filled)
  const text = useIndexes((state) => indexesOf(state, targetId).text)
  const type = useIndexes((state) => state.type)
  return (
    <div className={styles.editor}>
      <SqlEditor
        key={filled}
        documentId={`advise ${targetId} ${filled}`}
        text={text}
        onChange={(next) => type(targetId, next)}
        label="Statements to advise on"
        placeholder="SELECT … ; one or several statements, each ended by a semicolon"
        takesFocus={text === ''}
      />
    </div>
  )
}
