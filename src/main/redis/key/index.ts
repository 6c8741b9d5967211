/**
 * One key of Redis: what is known of it, read in the order that leaves no trace, and what it holds,
 * page by page and never more of it than a page, each value shown as what it is found to be: text, JSON,
 * MessagePack, packed with gzip or zlib, or bytes.
 */
export { getKey } from './get-key.ts'
export { keyValue, type ShownPage, type ValueRequest } from './key-value.ts'
