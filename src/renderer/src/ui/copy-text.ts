import { notify } from '#renderer/stores/notices.ts'

/** Puts a text onto the clipboard and says so. `what` names it: `the statement`. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify({ title: `Copied ${what}`, staysMs: 2500 })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    notify({ title: `Could not copy ${what}`, description: why, tone: 'failure' })
  }
}
