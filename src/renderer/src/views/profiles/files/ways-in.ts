import type { ProfileHead } from '#shared/contract/profiles.ts'

/** How profiles come onto the page besides dropping them. */
export interface WaysIn {
  /** Asks for files. */
  onChoose: () => void
  /** Asks for text. */
  onPaste: () => void
}

/** What is asked about a kept profile. */
export type KeptQuestion = 'rename' | 'remove'
export type AskAboutKept = (what: KeptQuestion, head: ProfileHead) => void
