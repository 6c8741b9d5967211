import type { Command } from 'commander'

/** What a terminal command has of the outside world. */
export interface Terminal {
  /** The answer: aligned text, or one JSON document with `--json`. */
  print: (text: string) => void
  /** Progress and notices; standard error. */
  tell: (text: string) => void
  /** Fires at Ctrl-C and SIGTERM. */
  signal: AbortSignal
  /** Process exit status where it is not 0: see the table in docs/terminal.md. */
  setExitStatus: (status: 1 | 2) => void
}

/** A command adds itself to the program. Its action may throw a Failure: exit status 2, one sentence. */
export type AddCommand = (program: Command, terminal: Terminal) => void
