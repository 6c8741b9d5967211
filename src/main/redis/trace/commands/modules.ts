import { alters, reads, type Rule } from './rule.ts'

/** Modules of Redis Stack and Redis 8 whose commands have their key right behind the name. */
const modules = new Set(['json', 'bf', 'cf', 'cms', 'topk', 'tdigest', 'ts'])

/** Second halves of their names that only look: `JSON.GET`, `BF.EXISTS`, `TS.RANGE`. */
const looking =
  /^(?:get|exists|mexists|info|card|count|query|list|range|revrange|type|strlen|arrlen|arrindex|objkeys|objlen|resp|scandump|rank|revrank|cdf|quantile|min|max|byrank|byrevrank|trimmed_mean)$/

/** Commands over several keys, or over none. */
const otherwise: Record<string, Rule | 'none'> = {
  'json.mget': reads({ last: -2 }),
  'json.mset': alters({ last: -3, step: 3 }),
  'ts.madd': alters({ last: -3, step: 3 }),
  'ts.mget': 'none',
  'ts.mrange': 'none',
  'ts.mrevrange': 'none',
  'ts.queryindex': 'none',
}

/** What a module's command does; undefined where the module is not known. */
export function moduleRule(command: string): Rule | 'none' | undefined {
  const special = otherwise[command]
  if (special) return special
  const dot = command.indexOf('.')
  if (dot < 0 || !modules.has(command.slice(0, dot))) return undefined
  return looking.test(command.slice(dot + 1)) ? read : alter
}

const read = reads()
const alter = alters()
