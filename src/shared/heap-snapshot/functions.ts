import { InternalEdges } from './edges-of.ts'
import type { HeapSnapshot } from './snapshot.ts'
import type { IndexIntoNodes } from './tables.ts'

/** Where something is written. */
export interface SourcePlace {
  /** As V8 knows the script: a path or a URL; empty where it is not known. */
  file: string
  /** 1-based; 0 unknown. */
  line: number
  /** 1-based; 0 unknown. */
  column: number
}

/** Whose variables a context holds. */
export interface Scope extends SourcePlace {
  /** `module`: of a whole file; `function`: of a call of it; `block`: of a loop, a block or an eval. */
  kind: 'module' | 'function' | 'block'
  /** Of the function; empty where it has none. */
  name: string
}

/**
 * Finds out, from V8's own references, in which file and line functions are written and whose variables
 * the contexts hold that closures keep.
 */
export class FunctionPlaces {
  readonly #snapshot: HeapSnapshot
  readonly #go: InternalEdges<(typeof internalNames)[number]>
  readonly #closure: number
  readonly #owners = new Map<IndexIntoNodes, ScopeOwner | undefined>()
  /** Files by V8's number of the script; made when first needed. */
  #files: Map<number, string> | undefined

  constructor(snapshot: HeapSnapshot) {
    this.#snapshot = snapshot
    this.#go = new InternalEdges(snapshot, internalNames)
    this.#closure = snapshot.nodes.typeNames.indexOf('closure')
  }

  /** Where a closure, or the constructor of an object, is written. */
  placeOf(node: IndexIntoNodes): SourcePlace {
    const { locations } = this.#snapshot
    const row = this.#locationRow(node)
    const file =
      this.#snapshot.nodes.type[node] === this.#closure
        ? this.#fileOfShared(this.#go.from(node, 'shared'))
        : (this.#fileOfScript(locations.script[row] ?? -1) ?? '')
    const written = (locations.line[row] ?? 1) > 1 || (locations.column[row] ?? 1) > 1
    return {
      file,
      line: row !== -1 && written ? (locations.line[row] ?? 0) : 0,
      column: row !== -1 && written ? (locations.column[row] ?? 0) : 0,
    }
  }

  /** Of a node that is a context. */
  scopeOf(context: IndexIntoNodes): Scope {
    const scopeInfo = this.#go.from(context, 'scope_info')
    const owner = this.#ownerOf(scopeInfo)
    const file =
      owner?.file === undefined || owner.file === '' ? this.#placeOfClosureIn(context).file : owner.file
    if (this.#isOfModule(context)) return { kind: 'module', name: '', file, line: 0, column: 0 }
    const name = owner?.name ?? this.#nameInside(scopeInfo, context)
    if (name === undefined) return { kind: 'block', name: '', ...this.#placeOfClosureIn(context) }
    const { line, column } = owner ?? { line: 0, column: 0 }
    // The function that Node wraps around a CommonJS module has neither name nor place.
    const wrapsModule = name === '' && line === 0 && this.#isOutermost(context)
    return { kind: wrapsModule ? 'module' : 'function', name, file, line, column }
  }

  /** The file whose variables the context holds; undefined where it is of a function or a block. */
  fileOfModuleScope(context: IndexIntoNodes): string | undefined {
    if (!this.#isOutermost(context)) return undefined
    const scope = this.scopeOf(context)
    return scope.kind === 'module' ? scope.file : undefined
  }

  /** Of an ECMAScript module, as V8 keeps it; empty where it is not known. */
  fileOfModule(module: IndexIntoNodes): string {
    const { nodes, edges } = this.#snapshot
    const context = this.#go.into(module, 'extension')
    const known = context === -1 ? '' : this.scopeOf(context).file
    if (known !== '') return known
    const end = nodes.firstEdge[module + 1] ?? 0
    for (let edge = nodes.firstEdge[module] ?? 0; edge < end; edge++) {
      // Its code: first a function, then the generator that runs it.
      const code = edges.to[edge] ?? 0
      const run = this.#go.from(code, 'function')
      const file = this.#fileOfShared(run === -1 ? code : this.#go.from(run, 'shared'))
      if (file !== '') return file
    }
    return ''
  }

  /** No function is around it. */
  #isOutermost(context: IndexIntoNodes): boolean {
    const { nodes, strings } = this.#snapshot
    const outer = this.#go.from(context, 'previous')
    return outer === -1 || strings.beginsWith(nodes.name[outer] ?? 0, 'system / NativeContext')
  }

  #isOfModule(context: IndexIntoNodes): boolean {
    const { nodes, strings } = this.#snapshot
    const extension = this.#go.from(context, 'extension')
    return extension !== -1 && strings.is(nodes.name[extension] ?? 0, 'system / SourceTextModule')
  }

  /** All contexts of a function share its scope info, which V8 may have thrown away with the code. */
  #ownerOf(scopeInfo: IndexIntoNodes): ScopeOwner | undefined {
    if (scopeInfo === -1) return undefined
    if (this.#owners.has(scopeInfo)) return this.#owners.get(scopeInfo)
    const shared = this.#go.into(scopeInfo, 'name_or_scope_info')
    const owner = shared === -1 ? undefined : this.#findOwner(shared)
    this.#owners.set(scopeInfo, owner)
    return owner
  }

  #findOwner(shared: IndexIntoNodes): ScopeOwner {
    const { nodes, strings } = this.#snapshot
    const name = functionName(strings.at(nodes.name[shared] ?? 0))
    const closure = this.#closureOf(shared)
    const { line, column } = closure === -1 ? { line: 0, column: 0 } : this.placeOf(closure)
    return { name, file: this.#fileOfShared(shared), line, column }
  }

  /**
   * Where the function itself is gone, its scope info still has its name: behind those of the variables,
   * empty for a function without one; undefined for a block, which has none.
   */
  #nameInside(scopeInfo: IndexIntoNodes, context: IndexIntoNodes): string | undefined {
    if (scopeInfo === -1) return undefined
    const { nodes, edges, strings } = this.#snapshot
    const string = nodes.typeNames.indexOf('string')
    const internal = edges.typeNames.indexOf('internal')
    let last: string | undefined
    const end = nodes.firstEdge[scopeInfo + 1] ?? 0
    for (let edge = nodes.firstEdge[scopeInfo] ?? 0; edge < end; edge++) {
      const to = edges.to[edge] ?? 0
      if (edges.type[edge] === internal) continue
      if (nodes.type[to] !== string) break
      last = strings.at(nodes.name[to] ?? 0)
    }
    return last !== undefined && last !== '' && this.#hasVariable(context, last) ? undefined : last
  }

  #hasVariable(context: IndexIntoNodes, name: string): boolean {
    const { nodes, edges, strings } = this.#snapshot
    const variable = edges.typeNames.indexOf('context')
    const end = nodes.firstEdge[context + 1] ?? 0
    for (let edge = nodes.firstEdge[context] ?? 0; edge < end; edge++) {
      if (edges.type[edge] === variable && strings.at(edges.nameOrIndex[edge] ?? 0) === name) return true
    }
    return false
  }

  /** A function that was made there tells at least the file. */
  #placeOfClosureIn(context: IndexIntoNodes): SourcePlace {
    const { nodes, retainers } = this.#snapshot
    const end = retainers.first[context + 1] ?? 0
    for (let slot = retainers.first[context] ?? 0; slot < end; slot++) {
      const closure = retainers.node[slot] ?? 0
      if (nodes.type[closure] !== this.#closure || !this.#go.is(retainers.edge[slot] ?? 0, 'context'))
        continue
      return this.placeOf(closure)
    }
    return { file: '', line: 0, column: 0 }
  }

  #closureOf(shared: IndexIntoNodes): IndexIntoNodes {
    const { nodes } = this.#snapshot
    const found = this.#go.into(shared, 'shared')
    return found !== -1 && nodes.type[found] === this.#closure ? found : -1
  }

  #fileOfShared(shared: IndexIntoNodes): string {
    if (shared === -1) return ''
    const { nodes, strings } = this.#snapshot
    const found = this.#go.from(shared, 'script')
    const script = found === -1 ? this.#go.from(shared, 'script_or_debug_info') : found
    return script === -1 ? '' : scriptName(strings.at(nodes.name[script] ?? 0))
  }

  #fileOfScript(script: number): string | undefined {
    this.#files ??= this.#findFiles()
    return this.#files.get(script)
  }

  /** Locations have the number of the script only; closures have its name as well. */
  #findFiles(): Map<number, string> {
    const { nodes, locations } = this.#snapshot
    const files = new Map<number, string>()
    for (let row = 0; row < locations.length; row++) {
      const node = locations.node[row] ?? 0
      const script = locations.script[row] ?? 0
      if (files.has(script) || nodes.type[node] !== this.#closure) continue
      const file = this.#fileOfShared(this.#go.from(node, 'shared'))
      if (file !== '') files.set(script, file)
    }
    return files
  }

  #locationRow(node: IndexIntoNodes): number {
    const { node: places, length } = this.#snapshot.locations
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((places[middle] ?? 0) < node) low = middle + 1
      else high = middle
    }
    return places[low] === node ? low : -1
  }
}

/** The function that a context belongs to. */
interface ScopeOwner extends SourcePlace {
  name: string
}

const internalNames = [
  'function',
  'shared',
  'script',
  'script_or_debug_info',
  'scope_info',
  'name_or_scope_info',
  'context',
  'previous',
  'extension',
] as const

/** Newer V8 writes `system / Script / file:///…`, before that the name stood alone. */
function scriptName(name: string): string {
  const bare = name.startsWith('system / Script') ? name.slice('system / Script'.length) : name
  return bare.startsWith(' / ') ? bare.slice(3) : bare
}

/** What V8 shares between the closures of a function is named after it, `system / SharedFunctionInfo / limit` in newer versions. */
function functionName(name: string): string {
  if (name === '(shared function info)') return ''
  const bare = name.startsWith('system / SharedFunctionInfo')
    ? name.slice('system / SharedFunctionInfo'.length)
    : name
  return bare.startsWith(' / ') ? bare.slice(3) : bare
}
