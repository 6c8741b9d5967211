import { expect, test } from 'vitest'
import type { Access } from '../access.ts'
import { argumentsOf, ruleOf, rulesOfServer, type Rule } from './index.ts'

/** What a command does, in short: `read a`, `write b 5 ttl=60000`. */
function said(command: string, rules?: ReadonlyMap<string, Rule | 'none'>): string[] {
  const words = command.split(' ')
  const name = (words[0] ?? '').toLowerCase()
  const rule = ruleOf(name) ?? rules?.get(name)
  if (!rule) return ['unknown']
  if (rule === 'none') return []
  const args = argumentsOf(words)
  const found: string[] = []
  rule(args, (op, index, details) => found.push(inShort(op, args.key(index), details)), 1_000_000)
  return found
}

function inShort(op: string, key: string, details: Partial<Access> = {}): string {
  const { bytes, ttlMs, partial, onlyIf, noTouch } = details
  return [
    `${op} ${key}`,
    ...(partial ? ['partial'] : []),
    ...(bytes === undefined ? [] : [`${bytes}B`]),
    ...(ttlMs === undefined ? [] : [`ttl=${ttlMs}`]),
    ...(onlyIf ? [`if ${onlyIf}`] : []),
    ...(noTouch ? ['untouched'] : []),
  ].join(' ')
}

test.each([
  ['GET a', ['read a']],
  ['MGET a b', ['read a', 'read b']],
  ['GETEX a EX 5', ['read a ttl=5000']],
  ['GETEX a PERSIST', ['read a ttl=null']],
  ['GETDEL a', ['read a', 'delete a']],
  ['GETSET a 123', ['read a', 'write a 3B ttl=null']],
  ['SET a 123', ['write a 3B ttl=null']],
  ['SET a EX', ['write a 2B ttl=null']],
  ['SET a 1 ex 60', ['write a 1B ttl=60000']],
  ['SET a 1 PX 60 NX', ['write a 1B ttl=60 if absent']],
  ['SET a 1 EXAT 1060', ['write a 1B ttl=60000']],
  ['SET a 1 PXAT 1000060 XX', ['write a 1B ttl=60 if present']],
  ['SET a 1 KEEPTTL GET', ['read a', 'write a 1B']],
  ['SETEX a 60 12', ['write a 2B ttl=60000']],
  ['PSETEX a 60 12', ['write a 2B ttl=60']],
  ['SETNX a 12', ['write a 2B ttl=null if absent']],
  ['MSET a 1 b 22', ['write a 1B ttl=null', 'write b 2B ttl=null']],
  ['MSETNX a 1', ['write a 1B ttl=null if absent']],
  ['APPEND a 123', ['write a partial 3B']],
  ['INCRBY a 5', ['write a partial']],
  ['BITOP AND d a b', ['read a', 'read b', 'write d ttl=null']],
  ['BITCOUNT a', ['read a']],
  ['PFMERGE d a b', ['read a', 'read b', 'write d partial']],
  ['HGETALL a', ['read a']],
  ['HSET a f 123', ['write a partial 4B']],
  ['HSETEX a EX 60 FIELDS 1 f 123', ['write a partial 4B']],
  ['LPUSH a 1 22', ['write a partial 3B']],
  ['LPUSHX a 1', ['write a partial 1B if present']],
  ['BLPOP a b 0', ['write a partial', 'write b partial']],
  ['LMOVE a b LEFT RIGHT', ['write a partial', 'write b partial']],
  ['BLMPOP 0 2 a b LEFT', ['write a partial', 'write b partial']],
  ['SADD a 1', ['write a partial 1B']],
  ['SINTERCARD 2 a b LIMIT 5', ['read a', 'read b']],
  ['SUNIONSTORE d a b', ['read a', 'read b', 'write d ttl=null']],
  ['ZADD a 1 m', ['write a partial 2B']],
  ['ZUNIONSTORE d 2 a b WEIGHTS 1 2', ['read a', 'read b', 'write d ttl=null']],
  ['ZRANGESTORE d a 0 1', ['read a', 'write d ttl=null']],
  ['XADD a * f v', ['write a partial 3B']],
  ['XREAD COUNT 5 STREAMS a b 0 0', ['read a', 'read b']],
  ['XREADGROUP GROUP g c STREAMS a >', ['read a']],
  ['XGROUP CREATE a g $', ['write a partial']],
  ['GEOADD a 1 2 m', ['write a partial 3B']],
  ['GEORADIUS a 1 2 3 m STORE d', ['read a', 'write d ttl=null']],
  ['GEOSEARCHSTORE d a FROMMEMBER m', ['read a', 'write d ttl=null']],
  ['EXPIRE a 60', ['expire a ttl=60000 if present']],
  ['PEXPIRE a 60', ['expire a ttl=60 if present']],
  ['EXPIREAT a 1060', ['expire a ttl=60000 if present']],
  ['PERSIST a', ['expire a ttl=null if present']],
  ['DEL a b', ['delete a', 'delete b']],
  ['UNLINK a', ['delete a']],
  ['RENAME a b', ['delete a', 'write b']],
  ['COPY a b', ['read a', 'write b ttl=null']],
  ['RESTORE a 60 123', ['write a 3B ttl=60']],
  ['EXISTS a b', ['read a untouched', 'read b untouched']],
  ['TTL a', ['read a untouched']],
  ['SORT a BY w GET v STORE d', ['read a', 'write d ttl=null']],
  ['EVAL script 2 a b arg', ['read a', 'read b']],
  ['FCALL f 1 a', ['read a']],
  ['MIGRATE h 1 a 0 5000 AUTH secret', ['delete a']],
  ['MIGRATE h 1  0 5000 COPY AUTH2 user secret KEYS a b', ['read a', 'read b']],
  ['AUTH user secret', []],
  ['CONFIG SET requirepass secret', []],
  ['PING', []],
  ['JSON.GET a $', ['read a']],
  ['JSON.SET a $ 1', ['write a partial']],
  ['FROB a', ['unknown']],
  ['EVAL script x a', []],
  ['SET', ['write  0B ttl=null']],
])('%s', (command, accesses) => {
  expect(said(command)).toEqual(accesses)
})

test("a server's own table tells where the keys of other commands are", () => {
  const rules = rulesOfServer([
    [Buffer.from('frob'), -3, ['write', 'fast'], 1, -1, 2],
    [Buffer.from('look'), 2, [Buffer.from('readonly')], 2, 2, 1],
    [Buffer.from('nothing'), 1, [], 0, 0, 0],
    ['nonsense'],
    null,
  ])
  expect(said('FROB a 1 b 2', rules)).toEqual(['write a partial', 'write b partial'])
  expect(said('LOOK x a', rules)).toEqual(['read a'])
  expect(said('NOTHING', rules)).toEqual([])
  expect(rulesOfServer(null).size).toBe(0)
})
