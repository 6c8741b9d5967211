import type { EpochMilliseconds } from '#shared/units.ts'
import type { Access, AccessKind } from '../access.ts'
import type { Arguments, Details, Rule } from '../commands/index.ts'
import type { TraceAccount } from './account.ts'

/** Gathers the accesses of the lines of a trace, in the order of time. */
export class Collector {
  readonly account: TraceAccount
  private gathered: Access[] = []
  private last: EpochMilliseconds = -Infinity
  private at: EpochMilliseconds = 0
  private client = 0
  private command = ''
  private args: Arguments | undefined
  private heldFrom: number | undefined
  private readonly emit = (op: AccessKind, index: number, details?: Details): void => {
    if (this.args && index < this.args.count) this.add(op, this.args.key(index), details)
  }

  constructor(account: TraceAccount) {
    this.account = account
  }

  /** Begins the accesses of a line. */
  begin(at: EpochMilliseconds, client: number, command: string): void {
    if (at < this.last) {
      this.account.outOfOrder += 1
      this.at = this.last
    } else {
      this.at = at
      this.last = at
    }
    this.client = client
    this.command = command
  }

  /** Adds what a command does, by its rule. */
  apply(rule: Rule, args: Arguments, at: EpochMilliseconds): void {
    this.args = args
    rule(args, this.emit, at)
    this.args = undefined
  }

  add(op: AccessKind, key: string, details: Details & Pick<Access, 'outcome'> = {}): void {
    const access: Access = {
      at: this.at,
      client: this.client,
      op,
      command: this.command,
      key,
      bytes: details.bytes,
      ttlMs: details.ttlMs,
    }
    if (details.outcome) access.outcome = details.outcome
    if (details.partial) access.partial = true
    if (details.onlyIf) access.onlyIf = details.onlyIf
    if (details.noTouch) access.noTouch = true
    this.gathered.push(access)
  }

  /** What is added from now on may be taken back, until it is released. */
  hold(): void {
    this.heldFrom = this.gathered.length
  }

  /** Takes back what is held. */
  drop(): void {
    if (this.heldFrom === undefined) return
    this.gathered.length = this.heldFrom
    this.heldFrom = undefined
  }

  release(): void {
    this.heldFrom = undefined
  }

  /** What was gathered but is not held; it begins anew. */
  take(): Access[] {
    const taken = this.gathered
    if (this.heldFrom === undefined) {
      this.gathered = []
    } else {
      this.gathered = taken.splice(this.heldFrom)
      this.heldFrom = 0
    }
    return taken
  }
}
