import { Copy } from 'lucide-react'
import { notify } from '#renderer/stores/notices.ts'
import { IconButton } from './IconButton.tsx'

/** Puts a text onto the clipboard and says so. `what` names it: `the statement`. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      notify({ title: `Copied ${what}`, staysMs: 2500 })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      notify({ title: `Could not copy ${what}`, description: why, tone: 'failure' })
    }
  }
  return <IconButton icon={Copy} size="small" label={`Copy ${what}`} onClick={() => void copy()} />
}
