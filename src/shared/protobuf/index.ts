/** Protocol buffers without a schema: the fields of a message one by one, read and written. */
export { MessageReader } from './read.ts'
export { MessageWriter } from './write.ts'
