/**
 * What Redis commands do to which keys: a table from the command's name to a rule that takes its
 * arguments apart. For commands that it does not have, such as those of modules, the table of a live
 * server says where the keys are.
 */
import { collectionRules } from './collections.ts'
import { keyRules, scriptRules } from './keys.ts'
import { moduleRule } from './modules.ts'
import type { Rule } from './rule.ts'
import { stringRules } from './strings.ts'

export { argumentsOf, type Arguments } from './arguments.ts'
export { rulesOfServer } from './server-table.ts'
export type { Details, Emit, Rule } from './rule.ts'

const rules = new Map<string, Rule>(
  Object.entries({ ...stringRules, ...collectionRules, ...keyRules, ...scriptRules }),
)

/** Commands that touch no key, or only look at how one is kept. */
const withoutKeys = new Set(
  (
    'acl asking auth bgrewriteaof bgsave client cluster command config dbsize debug discard echo exec failover ' +
    'flushall flushdb function hello info keys lastsave latency lolwut memory module monitor multi object ping ' +
    'pfdebug pfselftest psubscribe psync publish pubsub punsubscribe quit randomkey readonly readwrite replconf ' +
    'replicaof reset role save scan script select shutdown slaveof slowlog spublish ssubscribe subscribe ' +
    'sunsubscribe swapdb sync time unsubscribe unwatch wait waitaof watch commandlog sentinel'
  ).split(' '),
)

/** The rule of a command (in small letters), `none` where it touches no key, undefined where it is not known. */
export function ruleOf(command: string): Rule | 'none' | undefined {
  return rules.get(command) ?? (withoutKeys.has(command) ? 'none' : moduleRule(command))
}

/** A script's own commands are told after it: its keys count only where none is. */
export function isScript(command: string): boolean {
  return command in scriptRules
}
