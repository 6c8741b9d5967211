import type { ProfileFormat } from '../../contract/profiles.ts'
import type { Bytes } from '../../units.ts'
import type { ProfileFile } from '../file.ts'
import { isCollapsed, readCollapsed } from '../importers/collapsed.ts'
import { isCpuProfile, readCpuProfile } from '../importers/cpuprofile.ts'
import { isChromeTrace, readChromeTrace } from '../importers/chrome-trace.ts'
import { isFirefox, readFirefox } from '../importers/firefox.ts'
import { isHeapProfile, readHeapProfile } from '../importers/heapprofile.ts'
import { isPprof, readPprof } from '../importers/pprof.ts'
import { isSpeedscope, readSpeedscope } from '../importers/speedscope.ts'
import type { FileShape } from './shape.ts'

export interface ReadContext {
  /** The file's name, or the format's title. */
  name: string
  /** Bytes read of those given; told now and then. May throw to stop the reading. */
  onProgress: (done: Bytes) => void
}

/** A format that profiles are read from. `bytes` are unpacked, and UTF-8 where they are text. */
export interface FormatReader {
  format: ProfileFormat
  /** `Chrome and Node CPU profile (.cpuprofile)` */
  title: string
  /** Called as more of the file is known, until one says yes; the first in the table wins. */
  recognise(shape: FileShape): boolean
  /** Fails with BAD_INPUT and one sentence. */
  read(bytes: Uint8Array, context: ReadContext): ProfileFile
}

/** Adding a format is adding its importer and a line. Text that could be anything stands last. */
export const formatReaders: readonly FormatReader[] = [
  {
    format: 'cpuprofile',
    title: 'V8 CPU profile (.cpuprofile)',
    recognise: isCpuProfile,
    read: readCpuProfile,
  },
  {
    format: 'heapprofile',
    title: 'V8 heap profile (.heapprofile)',
    recognise: isHeapProfile,
    read: readHeapProfile,
  },
  { format: 'speedscope', title: 'speedscope (.json)', recognise: isSpeedscope, read: readSpeedscope },
  {
    format: 'chrome-trace',
    title: 'Chrome trace or performance recording (.json)',
    recognise: isChromeTrace,
    read: readChromeTrace,
  },
  { format: 'firefox', title: 'Firefox Profiler (.json)', recognise: isFirefox, read: readFirefox },
  { format: 'pprof', title: 'pprof of Go and others (.pb.gz)', recognise: isPprof, read: readPprof },
  {
    format: 'collapsed',
    title: 'collapsed stacks of perf, py-spy, async-profiler, dtrace and bpftrace (text)',
    recognise: isCollapsed,
    read: readCollapsed,
  },
]

/** For people: all titles, heap snapshots too. */
export function readableFormats(): string {
  return [...formatReaders.map(({ title }) => title), 'V8 heap snapshot (.heapsnapshot)'].join(', ')
}
