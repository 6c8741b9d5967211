import type { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { Catalogue } from '#shared/contract/postgres.ts'
import { endCompletion, languageOf, listenTo, markError, newEditorState, setLanguage } from './extensions.ts'
import styles from './SqlEditor.module.css'

export interface SqlEditorProps {
  /** Whose text it is. The editor of each document keeps its undo history while the page lives. */
  documentId: string
  text: string
  onChange?: (text: string) => void
  onSelection?: (selection: { from: number; text: string } | null) => void
  label: string
  placeholder?: string
  readOnly?: boolean
  catalogue?: Catalogue | null
  error?: { from: number; to: number } | null
  takesFocus?: boolean
  /** The statement is being run: nothing is offered over its result. */
  busy?: boolean
}

/** Undo history, selection and folds of editors that are not on the screen, by document. */
const kept = new Map<string, EditorState>()

/** Drops what is kept for documents that are gone for good. */
export function forgetEditors(isAlive: (documentId: string) => boolean): void {
  for (const id of kept.keys()) if (!isAlive(id)) kept.delete(id)
}

/** An SQL editor. Its text is its own after mounting; give it a `key` for another document. */
export function SqlEditor(props: SqlEditorProps) {
  const {
    documentId,
    catalogue = null,
    error = null,
    readOnly = false,
    takesFocus = false,
    busy = false,
  } = props
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(null)
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (host.current === null) return undefined
    const { text, label, placeholder = '' } = latest.current
    const before = kept.get(documentId)
    const state =
      before?.doc.toString() === text ? before : newEditorState({ text, label, hint: placeholder, readOnly })
    const view = new EditorView({ state, parent: host.current })
    listenTo(view, {
      text: (changed) => latest.current.onChange?.(changed),
      selection: (selection) => latest.current.onSelection?.(selection),
    })
    editor.current = view
    if (takesFocus) view.focus()
    return () => {
      if (!readOnly) kept.set(documentId, view.state)
      view.destroy()
      editor.current = null
    }
  }, [documentId, readOnly, takesFocus])

  useEffect(() => {
    if (editor.current !== null) setLanguage(editor.current, languageOf(catalogue))
  }, [catalogue])

  useEffect(() => {
    if (busy && editor.current !== null) endCompletion(editor.current)
  }, [busy])

  const from = error?.from
  const to = error?.to
  useEffect(() => {
    if (editor.current === null) return
    markError(editor.current, from === undefined || to === undefined ? null : { from, to })
  }, [from, to])

  return <div ref={host} className={styles.editor} />
}
