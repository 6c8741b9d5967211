/** How profiles come onto the page besides dropping them. */
export interface WaysIn {
  /** Asks for files. */
  onChoose: () => void
  /** Asks for text. */
  onPaste: () => void
}
