/**
 * By type, the command that tells how much a key holds: bytes of a string, elements of all others. Each
 * counts as use of the key, unless the server was told not to.
 */
export const lengthCommands: Partial<Record<string, string>> = {
  string: 'STRLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  hash: 'HLEN',
  stream: 'XLEN',
}
