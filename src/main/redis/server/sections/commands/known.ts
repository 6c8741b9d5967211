import type { Freeing } from '../lazy-freeing.ts'

/** A command that keeps every client waiting, the longer the more it is given. */
export interface KnownCommand {
  /** Why it takes long. */
  why: string
  instead: string
  /** Said also where it was fast: it grows with all keys there are. */
  always?: true
  /** What it runs is up to its caller: it is slow only where it is slower than any command may be. */
  script?: true
  /** The setting that takes its work away from the clients. */
  freeing?: Freeing
}

const members = 'It answers the whole collection at once.'
const sets = 'It goes through all members of the sets.'

/** By the name in INFO commandstats, in small letters. */
export const knownCommands: Readonly<Partial<Record<string, KnownCommand>>> = {
  keys: {
    why: 'It looks at every key of the database, and all clients wait.',
    instead: 'Use SCAN with MATCH, or keep the names you need in a set of their own.',
    always: true,
  },
  smembers: { why: members, instead: 'Ask SISMEMBER or SMISMEMBER for some members, or page with SSCAN.' },
  hgetall: { why: members, instead: 'Ask for the fields you need with HMGET, or page with HSCAN.' },
  hvals: { why: members, instead: 'Ask for the fields you need with HMGET, or page with HSCAN.' },
  hkeys: { why: members, instead: 'Page with HSCAN.' },
  lrange: {
    why: 'It goes through the list from its nearer end and answers all that was asked for.',
    instead: 'Ask for a page (LRANGE key 0 99), not for 0 -1.',
  },
  zrange: { why: members, instead: 'Ask for a page with LIMIT or by rank, not for 0 -1.' },
  zrevrange: { why: members, instead: 'Ask for a page, not for 0 -1.' },
  zrangebyscore: { why: members, instead: 'Give it a LIMIT.' },
  sort: {
    why: 'It reads and sorts the whole collection, and each BY or GET pattern looks up more keys.',
    instead: 'Keep what is to be sorted in a sorted set.',
  },
  sinter: { why: sets, instead: 'SINTERCARD with LIMIT counts; keep small sets small, or store the result.' },
  sunion: { why: sets, instead: 'Store the result, or ask the sets one by one.' },
  sdiff: { why: sets, instead: 'Store the result, or ask the sets one by one.' },
  sunionstore: { why: sets, instead: 'Make the result seldom, and keep it.' },
  sinterstore: { why: sets, instead: 'Make the result seldom, and keep it.' },
  zunionstore: { why: sets, instead: 'Make the result seldom, and keep it.' },
  zinterstore: { why: sets, instead: 'Make the result seldom, and keep it.' },
  del: {
    why: 'It frees the memory of the whole value before the next command runs.',
    instead: 'Use UNLINK, which frees it in the background.',
    freeing: 'user-del',
  },
  flushall: {
    why: 'It frees every key before the next command runs.',
    instead: 'Use FLUSHALL ASYNC.',
    freeing: 'user-flush',
  },
  flushdb: {
    why: 'It frees every key before the next command runs.',
    instead: 'Use FLUSHDB ASYNC.',
    freeing: 'user-flush',
  },
  eval: {
    script: true,
    why: 'Nothing else runs while a script does.',
    instead: 'Make the script shorter, and give it few keys at a time.',
  },
  evalsha: {
    script: true,
    why: 'Nothing else runs while a script does.',
    instead: 'Make the script shorter, and give it few keys at a time.',
  },
  fcall: {
    script: true,
    why: 'Nothing else runs while a function does.',
    instead: 'Make the function shorter, and give it few keys at a time.',
  },
  exec: {
    script: true,
    why: 'All commands of the transaction run at once.',
    instead: 'Put less into one transaction; a pipeline lets others in between.',
  },
  mget: { why: 'It answers all keys at once.', instead: 'Ask for fewer keys at a time.' },
  save: { why: 'It writes the whole data while every client waits.', instead: 'Use BGSAVE.', always: true },
  monitor: {
    why: 'Every command of every client is sent to it.',
    instead: 'Watch for a short time only.',
  },
}

/** What administrators, replicas and this check-up send: not the load of an application. */
export const housekeeping: ReadonlySet<string> = new Set(
  'info config client command memory latency slowlog debug acl auth hello ping select quit psync sync replconf replicaof slaveof role cluster bgsave bgrewriteaof lastsave shutdown failover module function script object swapdb wait waitaof asking readonly readwrite commandlog monitor'.split(
    ' ',
  ),
)
