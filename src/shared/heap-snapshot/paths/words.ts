import type { FunctionPlaces, SourcePlace } from '../functions.ts'
import { shapeOf } from '../shapes.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import { type IndexIntoEdges, type IndexIntoNodes, rootNode } from '../tables.ts'

/** Letters of a string that are shown. */
const shownLetters = 60

/** What a node is, in a few words: `Array`, `Object {url, at}`, `limit()`, `module routes.mjs`, `"text"`. */
export function nodeWords(snapshot: HeapSnapshot, places: FunctionPlaces, node: IndexIntoNodes): string {
  const { nodes, classes, strings } = snapshot
  if (node === rootNode) return '(root)'
  const type = nodes.typeNames[nodes.type[node] ?? 0] ?? ''
  const name = strings.at(nodes.name[node] ?? 0)
  const className = classes.names[classes.of[node] ?? 0] ?? ''
  if (type === 'string') return JSON.stringify(shorten(name))
  if (type === 'closure') return closureWords(name, places.placeOf(node))
  if (type === 'regexp') return `/${shorten(name)}/`
  if (isContext(snapshot, node)) return scopeWords(places, node)
  if (name === 'system / SourceTextModule') return moduleWords(places.fileOfModule(node))
  if (type === 'object' && className === 'Object') return `Object ${shapeOf(snapshot, node)}`
  if (type === 'object' || type === 'native') return className
  if (type === 'hidden' || type === 'synthetic') return name === '' ? className : shorten(name)
  return type === 'array' && name !== '' ? name : className
}

/** Where what a node stands for is written; undefined for what has no place of its own. */
export function nodePlace(
  snapshot: HeapSnapshot,
  places: FunctionPlaces,
  node: IndexIntoNodes,
): SourcePlace | undefined {
  const { nodes, strings } = snapshot
  const type = nodes.typeNames[nodes.type[node] ?? 0]
  const found = isContext(snapshot, node)
    ? places.scopeOf(node)
    : type === 'closure'
      ? places.placeOf(node)
      : strings.is(nodes.name[node] ?? 0, 'system / SourceTextModule')
        ? { file: places.fileOfModule(node), line: 0, column: 0 }
        : undefined
  return found === undefined || found.file === '' ? undefined : found
}

export function isContext({ nodes, strings }: HeapSnapshot, node: IndexIntoNodes): boolean {
  return strings.is(nodes.name[node] ?? 0, 'system / Context')
}

/** What an edge is: `visitors` (a variable), `.cache`, `[3]`, `(table)` (V8's own). */
export function edgeWords(snapshot: HeapSnapshot, edge: IndexIntoEdges): string {
  const { edges, strings } = snapshot
  const type = edges.typeNames[edges.type[edge] ?? 0] ?? ''
  const name = edges.nameOrIndex[edge] ?? 0
  if (edges.numbered[edges.type[edge] ?? 0] === true) return type === 'element' ? `[${name}]` : `(${name})`
  const text = shorten(strings.at(name))
  if (type === 'context') return text
  if (type === 'property') return propertyWords(text)
  return type === 'shortcut' ? text : `(${text})`
}

/** As one would write it after an object. */
function propertyWords(name: string): string {
  if (/^#?[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `.${name}`
  return name.startsWith('<symbol ') ? `[${name.slice(1, -1)}]` : `[${JSON.stringify(name)}]`
}

function scopeWords(places: FunctionPlaces, context: IndexIntoNodes): string {
  const scope = places.scopeOf(context)
  if (scope.kind === 'module') return moduleWords(scope.file)
  const where =
    scope.file === '' ? '' : ` in ${fileName(scope.file)}${scope.line > 0 ? `:${scope.line}` : ''}`
  if (scope.kind === 'block') return `variables${where}`
  return scope.name === '' ? `variables of a function${where}` : `variables of ${scope.name}()${where}`
}

function closureWords(name: string, { file, line }: SourcePlace): string {
  const where = file === '' ? '' : ` ${fileName(file)}${line > 0 ? `:${line}` : ''}`
  return (name === '' ? 'function' : `${name}()`) + where
}

function moduleWords(file: string): string {
  return file === '' ? 'a module' : `module ${fileName(file)}`
}

/** The last part of a path or URL. */
export function fileName(file: string): string {
  const path = file.startsWith('node:') ? file : (file.split(/[?#]/)[0] ?? file)
  const last = path.startsWith('node:') ? path : (path.split(/[/\\]/).findLast((part) => part !== '') ?? path)
  try {
    return decodeURIComponent(last)
  } catch {
    // A path with a percent sign, no URL.
    return last
  }
}

function shorten(text: string): string {
  return text.length <= shownLetters ? text : `${text.slice(0, shownLetters - 1)}…`
}
