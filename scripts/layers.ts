/**
 * The rule of the layers: imports only ever point down. Read from the import lines of the sources;
 * `npm run check` runs it over all of src/.
 *
 *   renderer: main.tsx, app → views → charts, ui → stores → api, workers → shared
 *   main:     index.ts, cli.ts, commands → shell → router and its procedures, workbench → rooms → shared
 *
 * A room of the main process imports another room only where that one is open to all, and always
 * through its index.ts. `shared` knows neither Node nor the DOM nor anything above it.
 */
import { posix } from 'node:path'

export interface SourceFile {
  /** Relative to the project's root, with slashes: `src/main/demo/index.ts`. */
  path: string
  text: string
}

const rendererRank: Record<string, number> = {
  app: 5,
  views: 4,
  charts: 3,
  ui: 3,
  stores: 2,
  api: 1,
  workers: 1,
}
const mainRank: Record<string, number> = { commands: 4, shell: 3, procedures: 2 }
/** Rooms that every room may use. */
const openRooms = new Set(['environments', 'changes', 'storage', 'profiles'])
/** Packages that are pure data description: shared may use them. */
const sharedPackages = new Set(['zod', '@orpc/contract'])

/** Every import that breaks the rule, as `file imports what: why`. */
export function findViolations(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((target) => {
      const why = violation(file.path, target)
      return why ? [`${file.path} imports ${target}: ${why}`] : []
    }),
  )
}

function importsOf(file: SourceFile): string[] {
  const found = file.text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)
  return [...found].map((match) => resolve(file.path, match[1] ?? ''))
}

/** A path of the project for its own files, the specifier itself for packages. */
function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier))
  return specifier
    .replace(/^#shared\//, 'src/shared/')
    .replace(/^#main\//, 'src/main/')
    .replace(/^#renderer\//, 'src/renderer/src/')
}

function violation(from: string, to: string): string | undefined {
  if (from.startsWith('src/shared/')) return sharedViolation(to)
  if (!to.startsWith('src/')) return undefined
  if (to.startsWith('src/shared/')) return undefined
  if (from.startsWith('src/preload/')) return 'the preload may only know src/shared'
  if (from.startsWith('src/renderer/')) return rendererViolation(from, to)
  if (from.startsWith('src/main/')) return mainViolation(from, to)
  return undefined
}

function sharedViolation(to: string): string | undefined {
  if (to.startsWith('src/shared/')) return undefined
  if (sharedPackages.has(to)) return undefined
  return 'shared is pure: no Node, no DOM, nothing from above'
}

function rendererViolation(from: string, to: string): string | undefined {
  if (!to.startsWith('src/renderer/')) return 'the renderer knows the main process only by the contract'
  const above = rendererRank[partOf(from, 3)] ?? 6
  const below = rendererRank[partOf(to, 3)] ?? 6
  return below > above ? `${partOf(to, 3)} is above ${partOf(from, 3)}` : undefined
}

function mainViolation(from: string, to: string): string | undefined {
  if (!to.startsWith('src/main/')) return 'the main process knows the renderer only by the contract'
  const [fromRoom, toRoom] = [partOf(from, 2), partOf(to, 2)]
  if (fromRoom === toRoom) return undefined
  const above = rankOfMain(from, fromRoom)
  const below = rankOfMain(to, toRoom)
  if (below > above) return `${toRoom} is above ${fromRoom}`
  if (above === 1 && below === 1) {
    if (!openRooms.has(toRoom)) return `a room may not use the room ${toRoom}`
  }
  const isRoom = below === 1 || toRoom === 'shell'
  if (isRoom && !isDoor(to)) return `${toRoom} is entered through its index.ts`
  return undefined
}

/** 5 entries, 4 commands, 3 shells, 2 router, its procedures and the workbench, 1 rooms, 0 what lies beside them. */
function rankOfMain(path: string, room: string): number {
  if (path.split('/').length > 3) return mainRank[room] ?? 1
  if (room === 'index.ts' || room === 'cli.ts') return 5
  return room === 'router.ts' || room === 'workbench.ts' ? 2 : 0
}

/** `index.ts` of a room, or of a part of the shell. */
function isDoor(path: string): boolean {
  return path.endsWith('/index.ts') || path.startsWith('src/main/commands/')
}

function partOf(path: string, index: number): string {
  return path.split('/')[index] ?? ''
}
