import * as z from 'zod'
import { procedure } from '../failures.ts'
import { limitationSchema } from '../finding.ts'
import { keyFactsSchema, keyNameSchema } from './keyspace.ts'

/** A value or a part of one, as far as it is shown. */
export const shownValueSchema = z.object({
  /** What it holds, decoded: text as it is, JSON laid out, MessagePack as JSON, gzip unpacked, bytes as hex. */
  text: z.string(),
  /** How it was read, the outermost first: `['gzip', 'json']`. */
  formats: z.array(z.enum(['text', 'json', 'messagepack', 'gzip', 'zlib', 'bytes'])),
  /** Of the value as stored. */
  bytes: z.number(),
  /** Only its beginning is shown. */
  truncated: z.boolean(),
})
export type ShownValue = z.infer<typeof shownValueSchema>

/** A page of what a key holds. */
export const valuePageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('string'), value: shownValueSchema }),
  z.object({
    type: z.literal('hash'),
    entries: z.array(
      z.object({ field: shownValueSchema, value: shownValueSchema, ttlMs: z.number().nullable() }),
    ),
  }),
  z.object({
    type: z.literal('list'),
    items: z.array(z.object({ index: z.number(), value: shownValueSchema })),
  }),
  z.object({ type: z.literal('set'), members: z.array(shownValueSchema) }),
  z.object({
    type: z.literal('zset'),
    members: z.array(z.object({ member: shownValueSchema, score: z.string() })),
  }),
  z.object({
    type: z.literal('stream'),
    entries: z.array(
      z.object({
        id: z.string(),
        fields: z.array(z.object({ field: shownValueSchema, value: shownValueSchema })),
      }),
    ),
    groups: z.array(z.object({ name: z.string(), consumers: z.number(), pending: z.number() })),
  }),
  /** A type of a module: what it is is told, not what it holds. */
  z.object({ type: z.literal('other'), name: z.string() }),
])
export type ValuePage = z.infer<typeof valuePageSchema>

/** What is known of one key. */
const keyHeadSchema = z.object({
  facts: keyFactsSchema,
  /** Epoch milliseconds; null where it never expires. */
  expiresAt: z.number().nullable(),
  /** In a cluster. */
  slot: z.number().nullable(),
  node: z.string(),
  /** Looking at its value will reset its idle time, as this server cannot be told not to. */
  lookingTouches: z.boolean(),
  /** What of it could not be seen, and why. */
  limitations: z.array(limitationSchema),
})
export type KeyHead = z.infer<typeof keyHeadSchema>

export const key = {
  get: procedure
    .route({ summary: 'What is known of one key, read before anything of it is touched' })
    .input(z.object({ targetId: z.string(), key: keyNameSchema }))
    .output(keyHeadSchema),
  value: procedure
    .route({ summary: 'A page of what a key holds; never the whole of a huge one' })
    .input(
      z.object({
        targetId: z.string(),
        key: keyNameSchema,
        cursor: z.string().optional(),
        /** Only fields or members that match the glob; for hashes, sets and sorted sets. */
        match: z.string().optional(),
        limit: z.number().int().min(1).max(1_000).default(100),
      }),
    )
    .output(
      z.object({
        page: valuePageSchema,
        /** Null at the end. With `match` a page may hold less than asked for, or nothing, and yet go on. */
        cursor: z.string().nullable(),
        /** Of the whole key, also with `match`: fields, members, items; bytes of a string. */
        total: z.number().nullable(),
        limitations: z.array(limitationSchema),
      }),
    ),
}
