import { describe, expect, it } from 'vitest'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { failureFromRedisReply } from './redis-failure.ts'

const address: RedisAddress = {
  kind: 'redis',
  host: 'localhost',
  port: 6379,
  database: 3,
  user: 'reader',
  tls: { mode: 'disable' },
}

/** Error replies as servers of several versions send them. */
describe('failureFromRedisReply', () => {
  it.each([
    [
      'WRONGPASS invalid username-password pair or user is disabled.',
      'AUTHENTICATION',
      'for reader is wrong',
    ],
    ['NOAUTH Authentication required.', 'AUTHENTICATION', 'wants a password'],
    ["ERR wrong number of arguments for 'auth' command", 'AUTHENTICATION', 'older than Redis 6'],
    [
      "NOPERM this user has no permissions to run the 'info' command or its subcommand",
      'PERMISSION',
      'reader call INFO',
    ],
    [
      "NOPERM User reader has no permissions to run the 'config|get' command",
      'PERMISSION',
      'reader call CONFIG GET',
    ],
    ['NOPERM No permissions to access a key', 'PERMISSION', 'at this key'],
    [
      'NOPERM this user has no permissions to access one of the keys used as arguments',
      'PERMISSION',
      'at this key',
    ],
    ['ERR DB index is out of range', 'NOT_FOUND', 'no database 3'],
    ['ERR SELECT is not allowed in cluster mode', 'UNSUPPORTED', 'only database 0'],
    ['LOADING Redis is loading the dataset in memory', 'UNREACHABLE', 'loading'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'SERVER_ERROR', 'at its maxmemory'],
    [
      "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
      'UNREACHABLE',
      'lost its master',
    ],
    ["READONLY You can't write against a read only replica.", 'SERVER_ERROR', 'replica'],
    [
      'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
      'SERVER_ERROR',
      'script',
    ],
    ['CLUSTERDOWN Hash slot not served', 'UNREACHABLE', 'cluster is down'],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'SERVER_ERROR', 'moving'],
    ["CROSSSLOT Keys in request don't hash to the same slot", 'SERVER_ERROR', 'different slots'],
    ['MOVED 3999 127.0.0.1:6381', 'SERVER_ERROR', 'another node'],
    ['MISCONF Redis is configured to save RDB snapshots', 'SERVER_ERROR', 'could not save'],
    ['ERR max number of clients reached', 'UNREACHABLE', 'no connection left'],
    ["ERR unknown command 'MONITOR', with args beginning with: ", 'PERMISSION', 'command MONITOR'],
    ['ERR unknown command `FLUSHALL`, with args beginning with: ', 'PERMISSION', 'command FLUSHALL'],
    [
      "ERR Unknown subcommand or wrong number of arguments for 'NO-TOUCH'. Try CLIENT HELP",
      'PERMISSION',
      'turned off',
    ],
    [
      'WRONGTYPE Operation against a key holding the wrong kind of value',
      'SERVER_ERROR',
      'wrong kind of value',
    ],
  ])('%s', (message, code, words) => {
    const failure = failureFromRedisReply(message, address)
    expect(failure.code).toBe(code)
    expect(failure.message).toContain(words)
    expect(failure.message).toMatch(/\.$/)
    expect(failure.facts['reply']).toBe(/^[A-Z]+/.exec(message)?.[0])
    // What is known comes with what to try.
    if (!message.startsWith('WRONGTYPE')) expect(failure.hint).toMatch(/\.$/)
  })

  it('does not repeat what an unknown command was called with', () => {
    const failure = failureFromRedisReply(
      "ERR unknown command 'AUTH', with args beginning with: 'SECRET' ",
      address,
      'AUTH',
    )
    expect(JSON.stringify([failure.message, failure.hint, failure.facts])).not.toContain('SECRET')
  })
})
