/**
 * What Pitwall is attached to: Node processes by the address of their inspector, by pid, by a target of
 * an environment, or started for it. Each with its worker threads, told when it is lost and when it is
 * back; detaching takes out what was put in, closes an inspector that Pitwall opened and ends a process
 * that Pitwall started.
 */
export { createAttachments } from './attachments.ts'
export type { AttachedThread, AttachmentsOptions, AttachmentsRoom } from './room.ts'
export { startCommand, type StartedCommand, type StartInput } from './start-command.ts'
export { chooseInspector } from './choose-inspector.ts'
export { describeEnd } from './words-of-ends.ts'
export { splitCommand } from './words.ts'
