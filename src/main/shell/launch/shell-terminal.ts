/** What starting a shell needs of the terminal that it is started from. */
export interface ShellTerminal {
  /** The answer: the address. Standard output. */
  print: (text: string) => void
  /** Progress and notices; standard error. */
  tell: (text: string) => void
  /** Fires at Ctrl-C and SIGTERM. */
  signal: AbortSignal
}
