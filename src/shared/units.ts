/**
 * Named number types. They are plain numbers to the compiler; the name tells the reader the unit,
 * so that no signature needs a comment for it.
 */
export type Milliseconds = number
export type Bytes = number
/** Buffer blocks of the Postgres server, 8 KiB each unless it was built otherwise. */
export type Blocks = number
export type Rows = number
/** Milliseconds since 1970-01-01 UTC. */
export type EpochMilliseconds = number
/** Device-independent pixels. */
export type CssPixels = number
