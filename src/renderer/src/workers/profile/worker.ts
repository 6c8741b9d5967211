/** The worker of one profile file: reads it, keeps it, and answers what the page wants to draw. */
import { buffersOf } from '../line/buffers.ts'
import { serve } from '../line/serve.ts'
import { createRoom } from './room.ts'

serve(self, createRoom(), buffersOf)
