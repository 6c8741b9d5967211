/** What the SQL editor is made of. */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  closeCompletion,
  type CompletionSource,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { PostgreSQL, sql } from '@codemirror/lang-sql'
import { bracketMatching, indentOnInput, syntaxTree } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, StateEffect, StateField, type Extension } from '@codemirror/state'
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
  type DecorationSet,
} from '@codemirror/view'
import type { Catalogue } from '#shared/contract/postgres.ts'
import { styleNonce } from '#renderer/api/style-nonce.ts'
import { bareCompletionsOf, namespaceOf, type BareCompletions } from './completion.ts'
import { editorTheme } from './theme.ts'

/** Who is told when the text or the selection of a view changes. Not in the state, which outlives the view. */
const listeners = new WeakMap<EditorView, EditorListener>()

interface EditorListener {
  text: (text: string) => void
  /** Another part of the text is selected; null for none. */
  selection: (selection: { from: number; text: string } | null) => void
}

export function listenTo(view: EditorView, listener: EditorListener): void {
  listeners.set(view, listener)
}

const tellChanges = EditorView.updateListener.of((update) => {
  const listener = listeners.get(update.view)
  if (update.docChanged) listener?.text(update.state.doc.toString())
  if (!update.selectionSet && !update.docChanged) return
  const { from, to } = update.state.selection.main
  if (from === to && update.startState.selection.main.empty) return
  listener?.selection(from === to ? null : { from, text: update.state.sliceDoc(from, to) })
})

/** Keys that commands of the workbench have, which the editor must let pass. */
const keysOfCommands = new Set(['Mod-Enter', 'Mod-k', 'Escape'])
const editorKeys = defaultKeymap.filter(
  (binding) => binding.key === undefined || !keysOfCommands.has(binding.key),
)

const language = new Compartment()
const dialect = { dialect: PostgreSQL, upperCaseKeywords: true }

/** SQL with completion of what the catalogue holds; of keywords alone without one. */
export function languageOf(catalogue: Catalogue | null): Extension {
  if (catalogue === null) return sql(dialect)
  const bare = PostgreSQL.language.data.of({ autocomplete: bareSource(bareCompletionsOf(catalogue)) })
  return [sql({ ...dialect, schema: namespaceOf(catalogue) }), bare]
}

export function setLanguage(view: EditorView, extension: Extension): void {
  view.dispatch({ effects: language.reconfigure(extension) })
}

/** How far around the cursor a statement's tables are looked for. */
const reach = 50_000

function bareSource(bare: BareCompletions): CompletionSource {
  return (context) => {
    const word = context.matchBefore(/[\w$]*/)
    if (word === null || (word.from === word.to && !context.explicit)) return null
    const { state } = context
    if (state.sliceDoc(Math.max(0, word.from - 1), word.from) === '.') return null
    const tree = syntaxTree(state)
    if (/String|Comment/.test(tree.resolveInner(context.pos, -1).name)) return null
    const names = new Set<string>()
    tree.iterate({
      from: Math.max(0, context.pos - reach),
      to: Math.min(state.doc.length, context.pos + reach),
      enter: (node) => {
        if (node.name === 'Identifier') names.add(state.sliceDoc(node.from, node.to))
        if (node.name === 'QuotedIdentifier') names.add(state.sliceDoc(node.from + 1, node.to - 1))
      },
    })
    return { from: word.from, options: [...bare.columns(names), ...bare.functions], validFor: /^[\w$]*$/ }
  }
}

const setErrorMark = StateEffect.define<{ from: number; to: number } | null>()

/** The place of a SQL error, until the text changes. */
const errorMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    for (const effect of transaction.effects) {
      if (!effect.is(setErrorMark)) continue
      if (effect.value === null || effect.value.from >= effect.value.to) return Decoration.none
      return Decoration.set(
        Decoration.mark({ class: 'cm-sqlError' }).range(effect.value.from, effect.value.to),
      )
    }
    return transaction.docChanged ? Decoration.none : marks
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** Takes the list of completions away, as when the statement is run. */
export function endCompletion(view: EditorView): void {
  closeCompletion(view)
}

/** Underlines the place of an error and brings it into sight; null takes the mark away. */
export function markError(view: EditorView, range: { from: number; to: number } | null): void {
  const effects: StateEffect<unknown>[] = [setErrorMark.of(range)]
  if (range !== null) effects.push(EditorView.scrollIntoView(range.from, { y: 'center' }))
  view.dispatch({ effects })
}

export interface EditorOptions {
  text: string
  label: string
  hint: string
  readOnly: boolean
}

export function newEditorState({ text, label, hint, readOnly }: EditorOptions): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      EditorView.cspNonce.of(styleNonce()),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.lineWrapping,
      EditorState.readOnly.of(readOnly),
      lineNumbers(),
      highlightActiveLineGutter(),
      drawSelection(),
      history(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightSelectionMatches(),
      search({ top: true }),
      autocompletion({ icons: false, maxRenderedOptions: 60 }),
      // Tab moves the focus on as everywhere else, except to take an offered completion.
      keymap.of([
        { key: 'Tab', run: acceptCompletion },
        ...closeBracketsKeymap,
        ...editorKeys,
        ...historyKeymap,
        ...searchKeymap,
        ...completionKeymap,
      ]),
      placeholder(hint),
      errorMark,
      tellChanges,
      language.of(languageOf(null)),
      editorTheme,
    ],
  })
}
