/** Places of Sentinels as they are typed: `one:26380, [::1]`. Pure. */

/** Where a Sentinel listens unless it is set otherwise. */
export const sentinelPort = 26_379

export interface Place {
  host: string
  port: number
}

/** What was typed, divided by commas or spaces; undefined where a piece is no place. */
export function readPlaces(text: string): Place[] | undefined {
  const places = text
    .split(/[,\s]+/)
    .filter((piece) => piece !== '')
    .map(readPlace)
  return places.every((place) => place !== undefined) ? places : undefined
}

function readPlace(text: string): Place | undefined {
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]/@]+))(?::(\d{1,5}))?$/i.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3] ?? sentinelPort)
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port }
}

export function printPlaces(places: readonly Place[]): string {
  return places.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(', ')
}
