import { adds, alters, both, counted, eachKey, reads, stores, type Rule } from './rule.ts'
import { bytesOf, type Arguments } from './arguments.ts'
import { expiryIn } from './strings.ts'

function all(names: string, rule: Rule): Record<string, Rule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]))
}

/** Both ends of a move between lists or sets. */
const moves = alters({ first: 1, last: 2 })

/** `STORE dest` or `STOREDIST dest` of GEORADIUS. */
const geoRadius: Rule = (args, emit) => {
  emit('read', 1)
  for (let index = 5; index < args.count - 1; index += 1) {
    const word = args.text(index).toUpperCase()
    if (word === 'STORE' || word === 'STOREDIST') emit('write', index + 1, { ttlMs: null })
  }
}

/** `ZADD key [NX|XX] [GT|LT] [CH] [INCR] score member …`; options are few bytes among the members. */
const lmove: Rule = moves

/** `XADD key [NOMKSTREAM] [MAXLEN …] id field value …`: all behind the key, options too. */
const streamAdd = adds(2)

/** The keys behind STREAMS, as many as there are ids behind them. */
function streamKeys(args: Arguments, work: (index: number) => void): void {
  for (let index = 1; index < args.count; index += 1) {
    if (args.text(index).toUpperCase() !== 'STREAMS') continue
    const keys = (args.count - index - 1) >> 1
    eachKey(args, { first: index + 1, last: index + keys }, work)
    return
  }
}

/** `HSETEX key [EX seconds …] FIELDS n field value …`: expiries are the fields', not the key's. */
const hashSetWithExpiry: Rule = (args, emit) => {
  for (let index = 2; index < args.count; index += 1) {
    if (args.text(index).toUpperCase() !== 'FIELDS') continue
    emit('write', 1, { bytes: bytesOf(args, index + 2), partial: true })
    return
  }
}

const geoSearchStore = both(reads({ first: 2 }), stores(1))

export const collectionRules: Record<string, Rule> = {
  ...all('hget hgetall hmget hexists hkeys hvals hlen hstrlen hscan hrandfield', reads()),
  ...all('httl hpttl hexpiretime hpexpiretime', reads()),
  ...all('hset hmset hsetnx', adds(2)),
  ...all('hincrby hincrbyfloat hdel hexpire hpexpire hexpireat hpexpireat hpersist', alters()),
  hsetex: hashSetWithExpiry,
  hgetex: (args, emit, at) => {
    emit('read', 1)
    // With an expiry it changes the fields.
    if (expiryIn(args, 2, at) !== undefined) emit('write', 1, { partial: true })
  },
  hgetdel: both(reads(), alters()),

  ...all('llen lrange lindex lpos', reads()),
  ...all('lpush rpush', adds(2)),
  ...all('lpushx rpushx', adds(2, 'present')),
  ...all('lset linsert lrem ltrim lpop rpop', alters()),
  ...all('blpop brpop', alters({ last: -2 })),
  ...all('rpoplpush brpoplpush lmove blmove', lmove),
  lmpop: counted(1, 'write', { partial: true }),
  blmpop: counted(2, 'write', { partial: true }),

  ...all('scard smembers sismember smismember srandmember sscan', reads()),
  ...all('sinter sunion sdiff', reads({ last: -1 })),
  sintercard: counted(1, 'read'),
  sadd: adds(2),
  ...all('srem spop', alters()),
  smove: moves,
  ...all('sinterstore sunionstore sdiffstore', both(reads({ first: 2, last: -1 }), stores(1))),

  ...all('zcard zcount zlexcount zrange zrevrange zrangebyscore zrevrangebyscore zrangebylex', reads()),
  ...all('zrevrangebylex zrank zrevrank zscore zmscore zrandmember zscan', reads()),
  ...all('zunion zinter zdiff zintercard', counted(1, 'read')),
  zadd: adds(2),
  ...all('zincrby zrem zpopmin zpopmax zremrangebyscore zremrangebyrank zremrangebylex', alters()),
  ...all('bzpopmin bzpopmax', alters({ last: -2 })),
  zmpop: counted(1, 'write', { partial: true }),
  bzmpop: counted(2, 'write', { partial: true }),
  zrangestore: both(reads({ first: 2 }), stores(1)),
  ...all('zunionstore zinterstore zdiffstore', both(counted(2, 'read'), stores(1))),

  ...all('xlen xrange xrevrange xpending', reads()),
  xread: (args, emit) => streamKeys(args, (index) => emit('read', index)),
  // It moves the group's last id and fills its list of pending entries.
  xreadgroup: (args, emit) => streamKeys(args, (index) => emit('read', index)),
  xadd: streamAdd,
  ...all('xdel xtrim xack xclaim xautoclaim xsetid xackdel xdelex', alters()),
  xgroup: alters({ first: 2 }),
  xinfo: reads({ first: 2 }),

  geoadd: adds(2),
  ...all('geodist geohash geopos geosearch georadius_ro georadiusbymember_ro', reads()),
  ...all('georadius georadiusbymember', geoRadius),
  geosearchstore: geoSearchStore,
}
