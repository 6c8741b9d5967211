/** The worker of one profile file: reads it, keeps it, and answers what the page wants to draw. */
import { createRoom } from './room.ts'
import { serve } from './serve.ts'

serve(self, createRoom())
