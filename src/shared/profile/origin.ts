import type { IndexIntoCategories } from './model.ts'

/**
 * Where a frame's code comes from: what the colours of a flame chart say and what is hidden by module.
 * `node_modules` are packages of others in any language, `native` compiled code and built-ins.
 */
export const originCategories = [
  'app',
  'node_modules',
  'node',
  'native',
  'gc',
  'idle',
  'program',
  'wasm',
  'eval',
] as const
export type Origin = (typeof originCategories)[number]

/** The category of a function by its name and the file, module or binary that it is in (empty: V8's own). */
export function originOf(name: string, file: string): IndexIntoCategories {
  return originCategories.indexOf(named.get(name) ?? originOfFile(file))
}

/** V8's names for what is no function. */
const named: ReadonlyMap<string, Origin> = new Map<string, Origin>([
  ['(garbage collector)', 'gc'],
  ['(idle)', 'idle'],
  ['(program)', 'program'],
])

function originOfFile(file: string): Origin {
  if (file === '') return 'native'
  return rules.find(([pattern]) => pattern.test(file))?.[1] ?? 'app'
}

/** The first that fits counts. */
const rules: readonly (readonly [RegExp, Origin])[] = [
  [/^wasm:|\.wasm(?:$|[:?#])/, 'wasm'],
  [/^(?:evalmachine\.|\[eval\]|\[worker eval\]|eval at |VM\d+(?:$|:)|debugger:|pptr:)/, 'eval'],
  [/^node:|^internal\/|^(?:https?:\/\/|file:\/\/)?node_internals\//, 'node'],
  // Before Node 16 its own modules were named without a prefix: `fs.js`, `_http_server.js`.
  [
    /^(?:_(?:http|stream|tls)_\w+|assert|async_hooks|buffer|child_process|cluster|console|crypto|dgram|dns|domain|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)\.js$/,
    'node',
  ],
  // Packages of JavaScript, Python, Go, Ruby, Rust and Java's build folders.
  [
    /[\\/](?:node_modules|site-packages|dist-packages|pkg[\\/]mod|gems|\.cargo[\\/]registry|\.m2[\\/]repository)[\\/]/,
    'node_modules',
  ],
  [/^node_modules[\\/]/, 'node_modules'],
  [/^\[|\.(?:so(?:[.\d]*)|dylib|dll|exe|ko|sys|node)$|\.(?:c|cc|cpp|cxx|h|hpp|S|asm)$/, 'native'],
  [/^extensions::|^native |^\/(?:usr\/)?(?:lib|lib64|libexec|bin|sbin)\//, 'native'],
]
