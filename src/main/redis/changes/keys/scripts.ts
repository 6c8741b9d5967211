import { createHash } from 'node:crypto'

/** A Lua script as the server knows it. */
export interface Script {
  text: string
  sha: string
}

/**
 * The absolute expiry of a key: as the server has it since 7.0; before, from the time left and the
 * clock, which may tick once between the two.
 */
const expiry = `
local function expiry(key)
  if hasExpireTime then return redis.call('PEXPIRETIME', key) end
  local left = redis.call('PTTL', key)
  if left < 0 then return left end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000) + left
end`

/**
 * What a value is known again by. Bounded work for any size, and the same for the same value however
 * the server keeps it: what has no order is sorted, what is large is known by its length and its ends.
 */
const evidence = `
local function evidence(key)
  local kind = redis.call('TYPE', key).ok
  local told, bytes = pcall(redis.call, 'MEMORY', 'USAGE', key)
  local isLarge = told and bytes and bytes > 1048576
  local parts
  if kind == 'string' then
    local length = redis.call('STRLEN', key)
    parts = { length, redis.call('GETRANGE', key, 0, 32767), redis.call('GETRANGE', key, math.max(length - 32768, 0), -1) }
  elseif kind == 'list' then
    local ends = isLarge and 1 or 64
    parts = redis.call('LRANGE', key, 0, ends - 1)
    for _, item in ipairs(redis.call('LRANGE', key, -ends, -1)) do parts[#parts + 1] = item end
    parts[#parts + 1] = redis.call('LLEN', key)
  elseif kind == 'hash' then
    local length = redis.call('HLEN', key)
    parts = { length }
    if length <= 512 and not isLarge then
      local fields = redis.call('HGETALL', key)
      local pairs = {}
      for i = 1, #fields, 2 do pairs[#pairs + 1] = #fields[i] .. ':' .. fields[i] .. fields[i + 1] end
      table.sort(pairs)
      parts = pairs
    end
  elseif kind == 'set' then
    local length = redis.call('SCARD', key)
    parts = { length }
    if length <= 512 and not isLarge then
      parts = redis.call('SMEMBERS', key)
      table.sort(parts)
    end
  elseif kind == 'zset' then
    parts = redis.call('ZRANGE', key, 0, 63, 'WITHSCORES')
    for _, item in ipairs(redis.call('ZRANGE', key, -64, -1, 'WITHSCORES')) do parts[#parts + 1] = item end
    parts[#parts + 1] = redis.call('ZCARD', key)
  elseif kind == 'stream' then
    parts = { redis.call('XLEN', key) }
    for _, entry in ipairs(redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)) do parts[#parts + 1] = entry[1] end
  else
    -- Of a module; the last ten bytes of a DUMP are version and checksum.
    if isLarge then return '' end
    parts = { string.sub(redis.call('DUMP', key), 1, -11) }
  end
  local joined = {}
  for i, part in ipairs(parts) do joined[i] = #tostring(part) .. ':' .. part end
  return kind .. ' ' .. redis.sha1hex(table.concat(joined))
end`

/** ARGV: has PEXPIRETIME, with evidence. Gives the clock, then expiry and evidence of each key. */
export const lookScript = scriptOf(`
local hasExpireTime, withEvidence = ARGV[1] == '1', ARGV[2] == '1'
${expiry}
${evidence}
local time = redis.call('TIME')
local seen = { time[1] * 1000 + math.floor(time[2] / 1000) }
for _, key in ipairs(KEYS) do
  local at = expiry(key)
  seen[#seen + 1] = at
  local ok, value = true, ''
  if withEvidence and at ~= -2 then ok, value = pcall(evidence, key) end
  seen[#seen + 1] = ok and value or ''
end
return seen`)

/**
 * ARGV: has PEXPIRETIME, tolerance, kind of evidence; then expected expiry, wanted expiry and expected
 * evidence of each key. Gives a number for each, see {@link outcomes}.
 */
export const setScript = scriptOf(`
local hasExpireTime, tolerance, kindOfEvidence = ARGV[1] == '1', tonumber(ARGV[2]), ARGV[3]
${expiry}
${evidence}
local function same(one, other)
  if one < 0 or other < 0 then return one == other end
  return math.abs(one - other) <= tolerance
end
local function value(key)
  if kindOfEvidence == 'dump' then return redis.sha1hex(redis.call('DUMP', key)) end
  local ok, found = pcall(evidence, key)
  return ok and found or ''
end
local done = {}
for i, key in ipairs(KEYS) do
  local expected, wanted, known = tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2]), ARGV[3 * i + 3]
  local at = expiry(key)
  if at == -2 then
    done[i] = 3
  elseif not same(at, expected) then
    done[i] = same(at, wanted) and 2 or 4
  elseif known ~= '' and value(key) ~= known then
    done[i] = 5
  else
    done[i] = 0
    if wanted == -2 then
      redis.call('UNLINK', key)
    elseif wanted == -1 then
      redis.call('PERSIST', key)
    else
      redis.call('PEXPIREAT', key, ARGV[3 * i + 2])
      if redis.call('EXISTS', key) == 0 then done[i] = 1 end
    end
  end
end
return done`)

/** By the number that {@link setScript} gives. */
export const outcomes = ['done', 'doneAndGone', 'already', 'gone', 'otherExpiry', 'otherValue'] as const

function scriptOf(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
