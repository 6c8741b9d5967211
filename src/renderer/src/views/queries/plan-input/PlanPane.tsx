import { ClipboardPaste, FileUp, ScanText } from 'lucide-react'
import { useRef } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import type { PlanDocument } from '#renderer/stores/queries/documents.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import { RunStatus } from '../statement/RunStatus.tsx'
import styles from './PlanPane.module.css'

/** Above this a text box would make the page stand still; the text is kept and summed up instead. */
const largestInBox = 500_000

/** The box that a plan from elsewhere is pasted into. The text stays whatever becomes of it. */
export function PlanPane({ document }: { document: PlanDocument }) {
  const edit = useQueries((state) => state.editPlanText)
  const read = useQueries((state) => state.readPlan)
  const openPlanText = useQueries((state) => state.openPlanText)
  const load = useQueries((state) => state.loadPlanFile)
  const file = useRef<HTMLInputElement>(null)
  const { work, text } = document
  const running = work.kind === 'running'
  return (
    <section className={styles.pane} aria-label="Plan from elsewhere">
      <div className={styles.toolbar} role="toolbar" aria-label="Plan">
        {!running && (
          <>
            <Button
              variant="primary"
              size="small"
              icon={ScanText}
              disabled={text.trim() === ''}
              onClick={() => read(document.id)}
            >
              Read plan
            </Button>
            <Button size="small" icon={FileUp} onClick={() => file.current?.click()}>
              Open a file
            </Button>
          </>
        )}
        <RunStatus document={document} />
        <input
          ref={file}
          type="file"
          hidden
          aria-label="File with a plan"
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            if (chosen !== undefined) load(document.id, chosen)
            event.target.value = ''
          }}
        />
        {text !== '' && <span className={styles.size}>{formatCount(text.length, 'characters')}</span>}
      </div>
      {text.length > largestInBox ? (
        <div className={styles.large}>
          <p>{formatBytes(text.length)} of text, too much to edit here. It begins:</p>
          <pre>{text.slice(0, 2000)}</pre>
          <Button size="small" icon={ClipboardPaste} onClick={() => openPlanText('')}>
            Paste another
          </Button>
        </div>
      ) : (
        <textarea
          className={styles.text}
          value={text}
          spellCheck={false}
          // The box is what one comes for when a tab to paste into is opened.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus={document.result === null}
          aria-label="Text of the plan"
          placeholder={
            document.lostCharacters === null
              ? 'Paste the output of EXPLAIN here, or drop a file: JSON, YAML or text, as psql, a log or a web page gives it.'
              : `The text of ${formatCount(document.lostCharacters)} characters was too large to be kept over the reload. Paste or drop it again.`
          }
          onChange={(event) => edit(document.id, event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              event.stopPropagation()
              read(document.id)
            }
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text')
            const box = event.currentTarget
            const replacesAll = box.selectionStart === 0 && box.selectionEnd === box.value.length
            // The browser would lay out every line of it first.
            if (!replacesAll || pasted.length < largestInBox / 10) return
            event.preventDefault()
            edit(document.id, pasted)
            read(document.id)
          }}
        />
      )}
      {work.kind === 'failed' && (
        <div className={styles.failure}>
          <FailureBox failure={work.failure} />
        </div>
      )}
    </section>
  )
}
