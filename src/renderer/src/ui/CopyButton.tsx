import { Copy } from 'lucide-react'
import { copyText } from './copy-text.ts'
import { IconButton } from './IconButton.tsx'

/** Puts a text onto the clipboard and says so. `what` names it: `the statement`. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  return (
    <IconButton icon={Copy} size="small" label={`Copy ${what}`} onClick={() => void copyText(text, what)} />
  )
}
