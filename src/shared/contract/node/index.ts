import { attachments } from './attachments.ts'
import { gc } from './gc.ts'
import { leak } from './leak.ts'
import { live } from './live.ts'
import { processes } from './processes.ts'
import { recordings } from './recording.ts'

/** Node processes by their inspector: who is there, what they do, their profiles, whether they leak. */
export const node = { processes, attachments, live, recordings, leak, gc }
