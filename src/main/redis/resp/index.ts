/**
 * The protocol of Redis (RESP 2) as bytes, without sockets: commands in, replies out. Names and values
 * stay the bytes they are. Other rooms of Redis use it to speak on a {@link RawConnection} themselves.
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/)
 */
export { encodeCommand, type Argument } from './encode-command.ts'
export { ReplyError, type Reply } from './reply.ts'
export { ReplyParser, type ReplyLimits } from './reply-parser.ts'
