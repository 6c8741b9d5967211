import type { Environment } from '#shared/contract/environments.ts'
import type { PprofEvent, PprofKind } from '#shared/contract/profiles.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { ProfilesRoom } from '../profiles/index.ts'
import { tellProgress } from '../progress.ts'
import { type PprofAddress, pprofAddress } from './address.ts'
import { type Download, downloadTo } from './download.ts'
import { requireNear } from './near.ts'
import { durationOf, howFetched, profileName } from './words.ts'

/** The rooms that fetching needs. */
export interface PprofRooms {
  profiles: Pick<ProfilesRoom, 'keep'>
  /** The environments, whose HTTP targets may be on other machines. */
  environments: { list: () => readonly Environment[] }
}

export interface PprofInput {
  url: string
  kind: PprofKind
  /** Of a CPU profile: how long, 30 unless told; of others the difference over so many, or all there is. */
  seconds?: number | undefined
}

/** Go's own where the request names none. */
const CPU_SECONDS = 30
/** Beyond the seconds of the profile itself. */
const PATIENCE: Milliseconds = 30_000

/**
 * Fetches a profile and keeps it; the last event is its head. When the signal fires, or nobody listens
 * any more, nothing is kept.
 *
 * @throws Failure BAD_INPUT where the address is none or answers with something else, REFUSED where it is
 *   of another machine and no target, NOT_FOUND, SERVER_ERROR, UNREACHABLE, TIMEOUT, CANCELLED
 */
export async function* fetchPprof(
  input: PprofInput,
  { profiles, environments }: PprofRooms,
  signal?: AbortSignal,
): AsyncGenerator<PprofEvent> {
  const seconds = input.seconds ?? (input.kind === 'profile' ? CPU_SECONDS : undefined)
  const address = pprofAddress(input.url, input.kind, seconds)
  const targetId = targetOf(address, environments.list())
  if (targetId === undefined) requireNear(address)
  const state = { bytes: 0 }
  const head = yield* tellProgress(
    signal,
    (elapsedMs): PprofEvent => ({
      type: 'progress',
      elapsedMs,
      ...(seconds === undefined ? {} : { totalMs: seconds * 1000 }),
      bytes: state.bytes,
    }),
    async (workSignal) => {
      const wanted = { kind: input.kind, seconds }
      const download: Download = {
        address,
        kind: input.kind,
        timeoutMs: (seconds ?? 0) * 1000 + PATIENCE,
        mustBeNear: targetId === undefined,
        onBytes: (bytes) => (state.bytes = bytes),
      }
      const draft = {
        name: profileName(wanted, address),
        format: 'pprof' as const,
        at: Date.now(),
        durationMs: durationOf(seconds),
        source: address.service,
        settings: '',
        ...(targetId === undefined ? {} : { targetId }),
      }
      return await profiles.keep(draft, async (file) => {
        const { fileName } = await downloadTo(file, download, workSignal)
        return { settings: howFetched(wanted, fileName) }
      })
    },
  )
  yield { type: 'profile', head }
}

/** The HTTP target that the address is of. */
function targetOf({ url }: PprofAddress, environments: readonly Environment[]): string | undefined {
  return environments
    .flatMap(({ targets }) => targets)
    .find(({ address }) => address.kind === 'http' && URL.parse(address.url)?.origin === url.origin)?.id
}
