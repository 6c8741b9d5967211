import type { RedisChange } from '#shared/redis/change-text.ts'
import { configSet } from './config-set.ts'
import type { SingleKind } from './kind.ts'
import { rename } from './rename.ts'
import { configRewrite, serverCommands } from './server-commands.ts'

const kinds: readonly SingleKind[] = [configSet, configRewrite, ...serverCommands, rename]

/** The kind of a change that needs no journal; undefined for changes of keys. */
export function singleKindOf({ kind }: RedisChange): SingleKind | undefined {
  return kinds.find((one) => one.kinds.includes(kind))
}
