import { isScript, ruleOf, type Arguments, type Rule } from '../commands/index.ts'
import { ClientNumbers } from '../read/client-numbers.ts'
import type { Collector } from '../read/collector.ts'
import type { LineFormat } from './line-format.ts'
import { MonitorLine } from './monitor-line.ts'

export interface MonitorOptions {
  /** Commands to other databases are counted and left out. */
  database: number
  /** Rules of a live server, for commands that the own table does not have. */
  serverRules?: ReadonlyMap<string, Rule | 'none'>
  clients?: ClientNumbers
  /** Whether the command of this client is to be left out; it is told every one, read or not. */
  leaveOut?: (address: string, command: string, args: Arguments) => boolean
}

interface Known {
  command: string
  rule: Rule | 'none' | undefined
}

/** The lines of MONITOR, as redis-cli prints them or as the server sends them. */
export function monitorFormat(collector: Collector, options: MonitorOptions): LineFormat {
  const { account } = collector
  const line = new MonitorLine()
  const clients = options.clients ?? new ClientNumbers()
  /** By the name as it was typed: any mixture of capitals. */
  const known = new Map<string, Known>()
  /** The client of the script that was told last. */
  let script: number | undefined

  const lookUp = (typed: string): Known => {
    let entry = known.get(typed)
    if (!entry) {
      const command = typed.toLowerCase()
      entry = { command, rule: ruleOf(command) ?? options.serverRules?.get(command) }
      // Whatever a client sends is a name here; no more than a few hundred are commands.
      if (known.size < 10_000) known.set(typed, entry)
    }
    return entry
  }

  return {
    line(block, start, end) {
      if (end - start === 2 && block[start] === 0x4f && block[start + 1] === 0x4b) return true // OK
      if (end - start === 3 && block.toString('latin1', start, end) === '+OK') return true
      if (!line.read(block, start, end)) return false
      const { command, rule } = lookUp(line.text(0))
      if (options.leaveOut?.(line.address, command, line)) return true
      // What a script does is told right behind it, and is more than its keys.
      const inScript = line.address === 'lua'
      if (inScript) collector.drop()
      else {
        collector.release()
        script = undefined
      }
      const client = inScript && script !== undefined ? script : clients.of(line.address)
      if (rule === 'none') return true
      if (line.database !== options.database) {
        account.otherDatabases += 1
        return true
      }
      if (!rule) {
        account.countUnknown(command)
        return true
      }
      collector.begin(line.at, client, command)
      if (isScript(command)) {
        script = client
        collector.hold()
      }
      collector.apply(rule, line, line.at)
      return true
    },
    finish: () => collector.release(),
  }
}
