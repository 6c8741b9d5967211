/**
 * Source: a place in a file, shown in the user's own editor. The editor is a command of the settings,
 * started without a shell; this room also finds the editors of the machine, and their commands.
 */
export { editorsFound, type FoundEditor } from './editors-found.ts'
export { openSource, type SourceLocation } from './open-source.ts'
