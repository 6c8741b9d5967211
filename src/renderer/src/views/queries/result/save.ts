import { notify } from '#renderer/stores/notices.ts'

/** Puts a text onto the clipboard and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify({ title: `Copied ${what}`, staysMs: 2500 })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    notify({ title: `Could not copy ${what}`, description: why, tone: 'failure' })
  }
}

/** Saves a text as a file, in the way the browser or the desktop shell asks for. */
export function saveText(text: string, fileName: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // The download has its own hold of the blob once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), 0)
}
