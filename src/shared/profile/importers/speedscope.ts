import { Failure } from '../../failure.ts'
import { JsonBytes } from '../../json-bytes/index.ts'
import type { FrameDraft } from '../build.ts'
import type { ProfileFile } from '../file.ts'
import type { FileShape } from '../read/shape.ts'
import type { ReadContext } from '../read/formats.ts'
import type { Profile } from '../model.ts'
import { originOf } from '../origin.ts'
import { broken, readSpeedscopeProfile } from './speedscope-profile.ts'

/**
 * The speedscope file format (speedscope.app/file-format-schema.json). A sampled profile keeps its
 * samples; of an evented one each time between two events is a sample. Time in which nothing was open
 * is a gap.
 *
 * Throws BAD_INPUT that names what is wrong.
 */
export function readSpeedscope(bytes: Uint8Array, { onProgress }: ReadContext): ProfileFile {
  // Profiles are numbers of frames, which may stand behind them in the file.
  const frames = framesOf(bytes)
  const profiles: Profile[] = []
  const notes: string[] = []
  let active = 0
  const json = new JsonBytes(bytes, onProgress)
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) {
    if (key === 'profiles') {
      json.array()
      while (json.next()) profiles.push(readSpeedscopeProfile(json, frames, profiles.length, notes))
    } else if (key === 'activeProfileIndex' && json.peek() === 'number') active = json.number()
    else json.skip()
  }
  json.end()
  if (profiles.length === 0) throw new Failure('BAD_INPUT', 'This speedscope file has no profiles.')
  if (profiles.every(({ samples }) => samples.length === 0)) {
    throw new Failure('BAD_INPUT', 'This speedscope file has no samples.')
  }
  return { format: 'speedscope', profiles, first: profiles[active] === undefined ? 0 : active, notes }
}

function framesOf(bytes: Uint8Array): FrameDraft[] {
  const json = new JsonBytes(bytes)
  let frames: FrameDraft[] | undefined
  json.object()
  for (let key = json.key(); key !== null && frames === undefined; key = json.key()) {
    if (key === 'shared') frames = sharedFrames(json)
    else json.skip()
    if (frames !== undefined) break
  }
  if (frames === undefined) throw broken('it has no shared frames')
  return frames
}

function sharedFrames(json: JsonBytes): FrameDraft[] | undefined {
  let frames: FrameDraft[] | undefined
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) {
    if (key !== 'frames') {
      json.skip()
      continue
    }
    frames = []
    json.array()
    while (json.next()) frames.push(readFrame(json))
  }
  return frames
}

function readFrame(json: JsonBytes): FrameDraft {
  let name: string | undefined
  let file = ''
  let line = 0
  let column = 0
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) {
    // Exporters write null for what they do not know.
    if (json.peek() === 'null') json.null()
    else if (key === 'name') name = json.string()
    else if (key === 'file') file = json.string()
    else if (key === 'line') line = placeOf(json.number())
    else if (key === 'col') column = placeOf(json.number())
    else json.skip()
  }
  if (name === undefined) throw broken('a frame has no name')
  return { name, file, line, column, category: originOf(name, file) }
}

/** 1-based; exporters write 0 or −1 for what they do not know. */
function placeOf(value: number): number {
  return Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : 0
}

export function isSpeedscope(shape: FileShape): boolean {
  return shape.has('shared.frames') || shape.has('profiles[].startValue')
}
