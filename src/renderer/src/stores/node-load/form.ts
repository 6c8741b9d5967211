/** The load of a round as it is typed: requests, one a line, or the traffic that is there. Pure. */
import { type LoadRequest, loadRequestSchema, type RoundLoad } from '#shared/contract/node/leak.ts'

export interface LoadForm {
  kind: RoundLoad['kind']
  /** `GET http://localhost:3000/`, one a line; what follows the address is the body. */
  requests: string
  perRound: string
  concurrency: string
  secondsPerRound: string
}

export const emptyLoad: LoadForm = {
  kind: 'requests',
  requests: '',
  perRound: '2000',
  concurrency: '10',
  secondsPerRound: '20',
}

const limits = { perRound: 10_000_000, concurrency: 1_000, secondsPerRound: 3_600 } as const

/** Why each field cannot be used, where it cannot. */
export type LoadComplaints = Partial<Record<keyof LoadForm, string>>

/** The load that was typed, or what is wrong with it. */
export function loadOf(form: LoadForm): { load: RoundLoad } | { complaints: LoadComplaints } {
  const figure = (field: keyof typeof limits): number | undefined => {
    const value = Number(form[field])
    return Number.isInteger(value) && value >= 1 && value <= limits[field] ? value : undefined
  }
  const complaint = (field: keyof typeof limits): LoadComplaints =>
    figure(field) === undefined
      ? { [field]: `A whole number from 1 to ${limits[field].toLocaleString('en-US')}` }
      : {}
  if (form.kind === 'traffic') {
    const secondsPerRound = figure('secondsPerRound')
    return secondsPerRound === undefined
      ? { complaints: complaint('secondsPerRound') }
      : { load: { kind: 'traffic', secondsPerRound } }
  }
  const requests = requestsOf(form.requests)
  const perRound = figure('perRound')
  const concurrency = figure('concurrency')
  if ('error' in requests || perRound === undefined || concurrency === undefined) {
    return {
      complaints: {
        ...('error' in requests && { requests: requests.error }),
        ...complaint('perRound'),
        ...complaint('concurrency'),
      },
    }
  }
  return { load: { kind: 'requests', requests: requests.requests, perRound, concurrency } }
}

const mostRequests = 1_000

/** Requests from lines; empty lines and those that begin with `#` do not count. */
export function requestsOf(typed: string): { requests: LoadRequest[] } | { error: string } {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (lines.length === 0) return { error: 'At least one request' }
  if (lines.length > mostRequests)
    return { error: `At most ${mostRequests.toLocaleString('en-US')} requests` }
  const requests: LoadRequest[] = []
  for (const [index, line] of lines.entries()) {
    const request = requestOf(line)
    if (request === undefined) return { error: `Line ${index + 1} is no request: GET http://localhost:3000/` }
    requests.push(request)
  }
  return { requests }
}

function requestOf(line: string): LoadRequest | undefined {
  const parts = /^(?:(?<method>[A-Za-z]+)\s+)?(?<url>https?:\/\/\S+)(?:\s+(?<body>.+))?$/.exec(line)?.groups
  if (parts === undefined) return undefined
  const { method, url, body } = parts
  const parsed = loadRequestSchema.safeParse({
    url,
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(body !== undefined && {
      body,
      ...(isJson(body) && { headers: { 'content-type': 'application/json' } }),
    }),
  })
  return parsed.data
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
