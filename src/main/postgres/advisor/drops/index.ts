/**
 * What can be said of the indexes of a database without looking at its statements: which of them could
 * go (unused, duplicate, covered by another), and which foreign keys lack one. Pure functions of the
 * schema.
 */
export { findDrops, type DropOptions } from './find-drops.ts'
export { findMissingForeignKeyIndexes, type MissingForeignKeyIndex } from './foreign-keys.ts'
export { settleDrops } from './settle-drops.ts'
