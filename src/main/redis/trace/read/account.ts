import { count, counted, list } from '#main/wording.ts'
import type { CounterSample, TraceEnd, TraceHeader } from '../formats/own-lines.ts'

export type TraceFormat = 'pitwall' | 'monitor' | 'json' | 'csv' | 'text'

/** So many names of unknown commands are told apart. */
const NAMES = 200

/** What came to light while a trace was read, apart from its accesses. Complete at its end. */
export class TraceAccount {
  format: TraceFormat | undefined
  /** Of Pitwall's own format: first line, counters of the server, last line. */
  header: TraceHeader | undefined
  end: TraceEnd | undefined
  readonly counters: CounterSample[] = []
  /** False where no access told when it was: they are then taken to be 1 ms apart. */
  hasTimes = true
  /** What times count that are no dates and whose field does not tell; undefined before the first. */
  smallTimes: 's' | 'ms' | undefined
  lines = 0
  /** Lines that could not be read. */
  broken = 0
  /** Accesses that were told later than others after them. */
  outOfOrder = 0
  /** Commands to another database than the one that is read. */
  otherDatabases = 0
  /** The database that is read, of a MONITOR output. */
  database: number | undefined
  /** Commands that are not known, so that their keys are not either. */
  readonly unknown = new Map<string, number>()
  unknownCommands = 0
  private readonly said = new Set<string>()

  countUnknown(command: string): void {
    this.unknownCommands += 1
    const count = this.unknown.get(command)
    if (count !== undefined || this.unknown.size < NAMES) this.unknown.set(command, (count ?? 0) + 1)
  }

  note(sentence: string): void {
    this.said.add(sentence)
  }

  /** One sentence each: what was assumed, what was left out. */
  notes(): string[] {
    const notes = [...this.said]
    if (this.broken > 0) {
      notes.push(
        `${counted(this.broken, 'line')} of ${count(this.lines)} could not be read and ${wasOrWere(this.broken)} left out.`,
      )
    }
    if (this.outOfOrder > 0) {
      notes.push(
        `${counted(this.outOfOrder, 'access', 'accesses')} told later than others after them count at the time of the one before.`,
      )
    }
    if (this.otherDatabases > 0) {
      notes.push(
        `${counted(this.otherDatabases, 'command')} to other databases than ${this.database ?? 0} ${wasOrWere(this.otherDatabases)} left out.`,
      )
    }
    if (this.unknownCommands > 0) {
      notes.push(
        `${counted(this.unknownCommands, 'command')} whose keys are not known ${wasOrWere(this.unknownCommands)} left out: ${list([...this.unknown.keys()], 5)}.`,
      )
    }
    return notes
  }
}

function wasOrWere(number: number): string {
  return number === 1 ? 'was' : 'were'
}
