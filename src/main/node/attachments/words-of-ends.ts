import type { HowEnded } from './start-command.ts'

/** `ended with status 1`, `was ended by SIGKILL`. */
export function describeEnd({ code, signal }: HowEnded): string {
  if (signal !== null) return `was ended by ${signal}`
  return code === 0 ? 'ended by itself, with status 0' : `ended with status ${code}`
}
