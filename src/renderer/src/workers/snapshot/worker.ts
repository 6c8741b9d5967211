/** The worker of one heap snapshot: reads it, keeps it, and answers what the page asks about it. */
import { serve } from '../line/serve.ts'
import { buffersOf } from '../line/buffers.ts'
import { createRoom } from './room.ts'

serve(self, createRoom(), buffersOf)
