/**
 * JSON read from its UTF-8 bytes, value by value, by whoever knows what comes next: no string of the
 * whole is ever made, which would end at 512 MiB and cost many times the file, and nothing recurses, so
 * that a file may be as deep as it likes. Arrays of numbers go straight into columns.
 */
export { StringTable } from './intern.ts'
export { JsonBytes, type JsonKind } from './reader.ts'
export type { NumberSink } from './numbers.ts'
