import { ClipboardPaste, FileText, History, OctagonAlert, Plus, SquareTerminal, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'
import { titleOf, type QueryDocument } from '#renderer/stores/queries/documents.ts'
import { classes } from '#renderer/ui/classes.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './DocumentTabs.module.css'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { HomeTabs } from './home/HomeTabs.tsx'
import { useOpening } from './opening.ts'

/** The pinned pages, the open statements and plans, and the ways to open another. */
export function DocumentTabs() {
  const documents = useQueries((state) => state.documents)
  const active = useQueries((state) => state.active)
  const closed = useQueries((state) => state.closed.length)
  const reopenClosed = useQueries((state) => state.reopenClosed)
  const { newStatement, pastePlan } = useOpening()
  return (
    <nav className={styles.bar} aria-label="Open queries">
      <HomeTabs />
      <ul className={styles.list}>
        {documents.map((document) => (
          <DocumentTab key={document.id} document={document} current={document.id === active} />
        ))}
      </ul>
      <div className={styles.add}>
        <IconButton
          icon={Plus}
          label="New statement"
          command="queries.new"
          size="small"
          onClick={newStatement}
        />
        <IconButton
          icon={ClipboardPaste}
          label="Paste a plan"
          command="queries.paste"
          size="small"
          onClick={pastePlan}
        />
      </div>
      {closed > 0 && (
        <div className={styles.end}>
          <IconButton
            icon={History}
            label="Open the last closed tab again"
            command="queries.reopen"
            size="small"
            onClick={reopenClosed}
          />
        </div>
      )}
    </nav>
  )
}

function DocumentTab({ document, current }: { document: QueryDocument; current: boolean }) {
  const activate = useQueries((state) => state.activate)
  const close = useQueries((state) => state.close)
  const tab = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (current) tab.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  const title = titleOf(document)
  return (
    <li
      ref={tab}
      className={classes(styles.tab, current && styles.current)}
      onAuxClick={(event) => {
        if (event.button === 1) close(document.id)
      }}
    >
      <button
        type="button"
        className={styles.name}
        aria-current={current ? 'page' : undefined}
        onClick={() => activate(document.id)}
      >
        <TabIcon document={document} />
        <span className={styles.text}>{title}</span>
      </button>
      <button
        type="button"
        className={styles.close}
        aria-label={`Close ${title}`}
        onClick={() => close(document.id)}
      >
        <X size={12} aria-hidden />
      </button>
    </li>
  )
}

function TabIcon({ document }: { document: QueryDocument }) {
  if (document.work.kind === 'running') return <Spinner size={12} label="Running" />
  if (document.work.kind === 'failed') {
    return (
      <span className={styles.failed}>
        <OctagonAlert size={13} aria-hidden />
        <HiddenText>Failed: </HiddenText>
      </span>
    )
  }
  const Icon = document.kind === 'statement' ? SquareTerminal : FileText
  return <Icon size={13} className={styles.icon} aria-hidden />
}
