import { Copy, SquareTerminal } from 'lucide-react'
import { Button } from '#renderer/ui/Button.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'

export interface SqlActionsProps {
  sql: string
  /** What is copied, as a message names it. */
  what: string
  /** Opens it in a tab of its own. */
  onOpen?: () => void
}

/** What can be done with SQL in a box. */
export function SqlActions({ sql, what, onOpen }: SqlActionsProps) {
  return (
    <>
      <Button size="small" variant="ghost" icon={Copy} onClick={() => void copyText(sql, what)}>
        Copy
      </Button>
      {onOpen && (
        <Button size="small" variant="ghost" icon={SquareTerminal} onClick={onOpen}>
          Open
        </Button>
      )}
    </>
  )
}
