import type { FileShape } from './shape.ts'

/** What a file seems to be that is no profile, as the end of "This is no profile: …". */
export function looksLike(bytes: Uint8Array, shape: FileShape): string {
  if (bytes.length === 0) return 'the file is empty'
  if (shape.kind === 'empty') return 'the file has nothing but white space'
  const known = signatures.find(({ begins }) =>
    begins.every((byte, at) => byte === null || shape.head[at] === byte),
  )
  if (known !== undefined) return `it is ${known.is}`
  if (shape.kind === 'json') return jsonLike(shape)
  if (shape.kind === 'binary') return 'it is binary, of a kind that is not known here'
  const text = shape.text.trimStart()
  return (
    texts.find(([pattern]) => pattern.test(text))?.[1] ?? `it is a text that begins with "${beginning(text)}"`
  )
}

function beginning(text: string): string {
  const line = text.split('\n', 1)[0]?.trim() ?? ''
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}

function jsonLike(shape: FileShape): string {
  const is = jsons.find(([paths]) => paths.every((path) => shape.has(path)))?.[1]
  if (is !== undefined) return `it is ${is}`
  if (shape.keys.length === 0)
    return shape.text.trimStart().startsWith('[') ? 'it is a JSON array' : 'it is an empty JSON object'
  const more = shape.keys.length > 5 ? '…' : ''
  return `it is a JSON object with the keys ${shape.keys
    .slice(0, 5)
    .map((key) => beginning(key))
    .join(', ')}${more}`
}

/** By keys that only they have together. */
const jsons: readonly (readonly [readonly string[], string])[] = [
  [['log.entries'], 'a HAR, the network log of a browser'],
  [['log.version'], 'a HAR, the network log of a browser'],
  [['mappings', 'sources'], 'a source map'],
  [['lighthouseVersion'], 'a report of Lighthouse'],
  [['lockfileVersion'], 'a lock file of npm'],
  [['dependencies', 'name'], 'a package.json'],
  [['devDependencies'], 'a package.json'],
  [['[].Plan'], 'a query plan of Postgres, which Queries reads'],
  [['Plan'], 'a query plan of Postgres, which Queries reads'],
  [['header.reportVersion'], 'a diagnostic report of Node'],
  [['[].url', '[].functions'], 'a coverage report of V8'],
  [['result'], 'coverage of V8 or an answer of a program'],
]

const texts: readonly (readonly [RegExp, string])[] = [
  [/^<\?xml|^<[a-z][\w:]*[ >]/i, 'it is XML or HTML'],
  [/^<!doctype html/i, 'it is a web page'],
  [
    /^v8-version,|^code-creation,|^shared-library,/,
    'it is a log of V8 (--prof); make a profile of it with `node --cpu-prof` instead',
  ],
  [/^Statistical profiling result from/, 'it is a summary of --prof, which has no stacks to show'],
  [
    /^\s*\[?\d+\]?[^\n]*(?:Scavenge|Mark-Compact|Mark-sweep)/,
    'it is a log of garbage collections (--trace-gc)',
  ],
  [/^#!|^(?:import|export|const|let|var|function|package|use) /, 'it is source code'],
]

interface Signature {
  /** The first bytes; null is any. */
  begins: readonly (number | null)[]
  is: string
}

function letters(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}

const signatures: readonly Signature[] = [
  { begins: [0x89, ...letters('PNG')], is: 'an image (PNG)' },
  { begins: [0xff, 0xd8, 0xff], is: 'an image (JPEG)' },
  { begins: letters('GIF8'), is: 'an image (GIF)' },
  { begins: [...letters('RIFF'), null, null, null, null, ...letters('WEBP')], is: 'an image (WebP)' },
  { begins: letters('%PDF'), is: 'a PDF' },
  { begins: [...letters('PK'), 3, 4], is: 'a ZIP archive; unpack it first' },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], is: 'packed with Zstandard; unpack it first' },
  { begins: [0xfd, ...letters('7zXZ')], is: 'packed with xz; unpack it first' },
  { begins: letters('BZh'), is: 'packed with bzip2; unpack it first' },
  { begins: [0x1f, 0x8b], is: 'packed with gzip three times; unpack it first' },
  { begins: [0x7f, ...letters('ELF')], is: 'a program or core dump (ELF)' },
  { begins: letters('MZ'), is: 'a program of Windows' },
  {
    begins: letters('PERFILE2'),
    is: 'a recording of perf; write its stacks with `perf script > stacks.txt`',
  },
  {
    begins: [...letters('FLR'), 0],
    is: 'a recording of Java Flight Recorder; make collapsed stacks of it with jfrconv',
  },
  { begins: letters('JAVA PROFILE'), is: 'a heap dump of Java' },
  {
    begins: letters('Nettrace'),
    is: 'a trace of .NET; `dotnet-trace convert --format speedscope` makes it readable',
  },
  { begins: letters('SQLite format 3'), is: 'a SQLite database' },
]
