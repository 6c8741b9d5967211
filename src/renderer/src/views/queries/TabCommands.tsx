import { useCommand } from '#renderer/stores/commands.ts'
import { useQueries } from '#renderer/stores/queries.ts'
import { useOpening } from './opening.ts'

const group = 'Queries'

/** The commands about tabs, there for as long as the view is. Draws nothing. */
export function TabCommands() {
  const { documents, closed, active, close, reopenClosed, activateNext } = useQueries()
  const { newStatement, pastePlan } = useOpening()
  // From a pinned page any tab is another one.
  const others = documents.length > (active === null ? 0 : 1)
  useCommand({ id: 'queries.new', title: 'New statement', group, keys: 'N', run: newStatement })
  useCommand({ id: 'queries.paste', title: 'Paste a plan', group, keys: 'P', run: pastePlan })
  useCommand({
    id: 'queries.close',
    title: 'Close the tab',
    group,
    keys: 'X',
    enabled: active !== null,
    run: () => active !== null && close(active),
  })
  useCommand({
    id: 'queries.reopen',
    title: 'Open the last closed tab again',
    group,
    // Ctrl+Shift+T is the browser's own.
    keys: 'Shift+X',
    enabled: closed.length > 0,
    run: reopenClosed,
  })
  useCommand({
    id: 'queries.next-tab',
    title: 'Next tab',
    group,
    keys: ']',
    enabled: others,
    run: () => activateNext(1),
  })
  useCommand({
    id: 'queries.previous-tab',
    title: 'Previous tab',
    group,
    keys: '[',
    enabled: others,
    run: () => activateNext(-1),
  })
  return null
}
