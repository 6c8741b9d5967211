import { useState } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './dialogs.module.css'
import { openPasted } from './paste.ts'

/** Longer texts are opened without being shown. */
const largestInBox = 100_000

/** Takes a profile as text: collapsed stacks, or any other format that is text. */
export function PasteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Paste a profile"
      description="Collapsed stacks as perf, py-spy, async-profiler and dtrace scripts write them, a stack and its count on each line; the text of any other profile is taken too."
      size="wide"
    >
      <PasteForm onClose={onClose} />
    </Dialog>
  )
}

function PasteForm({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const open = (stacks: string): void => {
    openPasted(stacks)
    onClose()
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') open(text)
      }}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData('text')
        // The box would lay out every line of it first.
        if (pasted.length < largestInBox) return
        event.preventDefault()
        open(pasted)
      }}
    >
      <TextField
        label="Stacks"
        value={text}
        onChange={setText}
        rows={14}
        mono
        placeholder={'main;handleRequest;renderTemplate 42\nmain;handleRequest;queryRows 17'}
      />
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={text.trim() === ''}>
          Open
        </Button>
      </div>
    </form>
  )
}
