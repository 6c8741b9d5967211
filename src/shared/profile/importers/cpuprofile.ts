import { Failure } from '../../failure.ts'
import { JsonBytes } from '../../json-bytes/index.ts'
import { ProfileBuilder } from '../build.ts'
import { Float64Column, Int32Column } from '../column.ts'
import type { ProfileFile } from '../file.ts'
import type { Profile, SampleTable } from '../model.ts'
import { originCategories } from '../origin.ts'
import type { ReadContext } from '../read/formats.ts'
import type { FileShape } from '../read/shape.ts'
import { broken, CpuNodes } from './cpuprofile-nodes.ts'
import { type CpuTimes, weightsOf } from './cpuprofile-times.ts'
import { placeNodes } from './v8-tree.ts'

/** As the protocol hands it out, which is saved now and then: `{"result":{"profile":{…}}}`. */
const wrappers = ['', 'profile.', 'result.profile.', 'result.']

export function isCpuProfile(shape: FileShape): boolean {
  return wrappers.some((at) => {
    const has = (path: string): boolean => shape.has(at + path)
    return (
      has('nodes[].callFrame') ||
      has('nodes[].functionName') ||
      has('head.hitCount') ||
      has('head.callUID') ||
      (has('samples') && has('timeDeltas')) ||
      // Empty, or broken in its first node: whoever reads it says so.
      (has('nodes') && (has('timeDeltas') || has('samples')) && !shape.has('snapshot'))
    )
  })
}

/**
 * A CPU profile of V8: nodes with the ids of their children or of their parents, or nested below `head` as
 * until 2016. A sample lasts until the next one; the last until `endTime` where that is later, else as long
 * as the others on average. Without samples each node's `hitCount` counts. `(root)` is no frame.
 *
 * Fails with BAD_INPUT that names the node, sample or byte.
 */
export function readCpuProfile(bytes: Uint8Array, { name, onProgress }: ReadContext): ProfileFile {
  const raw = readRaw(new JsonBytes(bytes, onProgress))
  if (raw.nested && raw.timestamps === undefined && raw.timeDeltas === undefined) inMicroseconds(raw)
  const { nodes } = raw
  if (nodes === undefined || nodes.length === 0) throw broken('it has no nodes')

  if (raw.samples === undefined) {
    const build = new ProfileBuilder({ name, unit: 'count', categories: originCategories })
    countHits(nodes, placeNodes(build, nodes.frames, nodes.tree()), build)
    const notes = ['The file has no samples, only how often each node was hit: there is no order in time.']
    return { format: 'cpuprofile', profiles: [build.finish()], first: 0, notes }
  }
  const { profile, notes } = sampledProfile({ ...raw, nodes, samples: raw.samples }, name)
  return { format: 'cpuprofile', profiles: [profile], first: 0, notes }
}

/**
 * The profile of samples at nodes. The columns are used up. Fails with BAD_INPUT that names the node or
 * sample.
 */
export function sampledProfile(
  raw: CpuTimes & { nodes: CpuNodes; samples: Int32Column },
  name: string,
): { profile: Profile; notes: string[] } {
  const samples = raw.samples.take()
  if (samples.length === 0) throw empty()
  const times = weightsOf(samples, raw)
  // The differences were added up and are finite; the last sample's time comes from elsewhere.
  if (!((times.weight.at(-1) ?? 0) < Infinity))
    throw broken('its times are further apart than can be counted')
  const build = new ProfileBuilder({ name, unit: times.unit, categories: originCategories })
  const rows = placeNodes(build, raw.nodes.frames, raw.nodes.tree())
  const table: SampleTable = {
    length: samples.length,
    stack: stacksOf(samples, raw.nodes, rows),
    weight: times.weight,
  }
  return { profile: build.finishWith(table), notes: times.notes }
}

/** Nested profiles have their own times in seconds, which only times of the samples could tell. */
function inMicroseconds(times: CpuTimes): void {
  if (times.startTime !== undefined) times.startTime *= 1e6
  if (times.endTime !== undefined) times.endTime *= 1e6
}

/** What the file says, before anything of it is understood. */
interface Raw extends CpuTimes {
  /** Children stand in their parents, as until 2016. */
  nested: boolean
  nodes: CpuNodes | undefined
  samples: Int32Column | undefined
}

function readRaw(json: JsonBytes): Raw {
  const raw: Raw = {
    nested: false,
    nodes: undefined,
    samples: undefined,
    timeDeltas: undefined,
    timestamps: undefined,
    startTime: undefined,
    endTime: undefined,
  }
  // Wrappers around the profile that are open.
  let depth = 1
  json.object()
  while (depth > 0) {
    const key = json.key()
    if (key === null) depth--
    else if (json.peek() === 'null') json.null()
    else if ((key === 'profile' || key === 'result') && json.peek() === 'object') {
      json.object()
      depth++
    } else readField(json, key, raw)
  }
  json.end()
  return raw
}

function readField(json: JsonBytes, key: string, raw: Raw): void {
  switch (key) {
    case 'nodes':
      raw.nodes = new CpuNodes()
      raw.nodes.readFlat(json)
      break
    case 'head':
      raw.nodes = new CpuNodes()
      raw.nodes.readNested(json)
      raw.nested = true
      break
    case 'samples':
      raw.samples = new Int32Column()
      json.integers(raw.samples)
      break
    case 'timeDeltas':
      raw.timeDeltas = new Float64Column()
      json.numbers(raw.timeDeltas)
      break
    case 'timestamps':
      raw.timestamps = new Float64Column()
      json.numbers(raw.timestamps)
      break
    case 'startTime':
      raw.startTime = json.number()
      break
    case 'endTime':
      raw.endTime = json.number()
      break
    default:
      json.skip()
  }
}

/** The stack of each sample, written over its node's id: the column is nobody else's. */
function stacksOf(samples: Int32Array, nodes: CpuNodes, rows: Int32Array): Int32Array {
  for (let sample = 0; sample < samples.length; sample++) {
    const id = samples[sample] ?? 0
    const node = nodes.find(id)
    if (node === -1) throw broken(`sample ${sample} is at node ${id}, which is not there`)
    samples[sample] = rows[node] ?? -1
  }
  return samples
}

function countHits(nodes: CpuNodes, rows: Int32Array, build: ProfileBuilder): void {
  let total = 0
  for (let node = 0; node < nodes.length; node++) {
    const hits = nodes.hits(node)
    if (hits < 0) throw broken(`${nodes.nameOf(node)} was hit ${hits} times`)
    total += hits
    if (hits > 0) build.addSample(rows[node] ?? -1, hits)
  }
  if (total === 0) throw empty()
}

function empty(): Failure {
  return new Failure('BAD_INPUT', 'This CPU profile has no samples.', {
    hint: 'It was stopped before the first one, or the interval is longer than the recording.',
  })
}
