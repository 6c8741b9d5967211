import type { PprofKind } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import type { PprofAddress } from './address.ts'

/** An answer's head. */
export interface AnswerHead {
  statusCode: number
  headers: Record<string, string | string[] | undefined>
}

const importIt =
  'The service has to import net/http/pprof and serve http.DefaultServeMux, or register its handlers, on this port.'

/**
 * Why an answer is no profile, where its status says so.
 *
 * @param text the beginning of its body
 */
export function failureOfAnswer(
  { statusCode, headers }: AnswerHead,
  text: string,
  { url, service }: PprofAddress,
  kind: PprofKind,
): Failure {
  const place = url.origin + url.pathname
  // Go's own handlers say who they are when they refuse.
  const isPprof = headers['x-go-pprof'] !== undefined
  const said = inOneLine(text)
  if (statusCode >= 300 && statusCode < 400) {
    return new Failure(
      'BAD_INPUT',
      `${place} sends on to ${String(headers['location'] ?? 'another address')}.`,
      {
        hint: 'Use the address that it sends on to, if it is of this machine.',
      },
    )
  }
  if (statusCode === 401 || statusCode === 403) {
    return new Failure(
      statusCode === 401 ? 'AUTHENTICATION' : 'PERMISSION',
      `${service} does not show its profiles without permission (status ${statusCode}).`,
      { hint: 'Use a port on which pprof is served without, such as a loopback one of its own.' },
    )
  }
  if (statusCode === 404) {
    return isPprof
      ? new Failure('NOT_FOUND', `${service} has no profile “${kind}”.`, {
          hint: `${url.origin}${url.pathname.slice(0, -kind.length)} lists those it has.`,
        })
      : new Failure('NOT_FOUND', `${service} has no ${url.pathname}: pprof is not served there.`, {
          hint: importIt,
        })
  }
  return new Failure(
    'SERVER_ERROR',
    `${service} answered with status ${statusCode}${said === '' ? '' : `: ${said}`}.`,
    { hint: hintOf(said), facts: { statusCode } },
  )
}

function hintOf(said: string): string {
  if (/already in use/i.test(said))
    return 'Another CPU profile of this service is being recorded; wait until it ends.'
  if (/WriteTimeout/i.test(said))
    return 'Record for a shorter time, or give the server a longer WriteTimeout.'
  return 'Look into its log.'
}

const PRINTABLE_FROM = 0x20
const GZIP = [0x1f, 0x8b] as const

/**
 * Throws where a good answer is something else than a profile. pprof is gzip, or plain protocol buffers,
 * which begin with a small field number and never with a letter.
 *
 * @param beginning the first bytes of the body, at least two where it has them
 */
export function requireProfile(
  { headers }: Pick<AnswerHead, 'headers'>,
  beginning: Uint8Array,
  { url }: PprofAddress,
): void {
  const place = url.origin + url.pathname
  if (beginning.length === 0) {
    throw new Failure('BAD_INPUT', `${place} answered with nothing.`, { hint: importIt })
  }
  if (beginning[0] === GZIP[0] && beginning[1] === GZIP[1]) return
  const type = String(headers['content-type'] ?? '').toLowerCase()
  const text = Buffer.from(beginning).toString('utf8')
  if (type.startsWith('text/html') || text.trimStart().startsWith('<')) {
    throw new Failure(
      'BAD_INPUT',
      `${place} answered with a web page, not a profile: it is no pprof service.`,
      {
        hint: importIt,
      },
    )
  }
  const isText = type.startsWith('text/') || type.includes('json') || (beginning[0] ?? 0) >= PRINTABLE_FROM
  if (isText) {
    throw new Failure('BAD_INPUT', `${place} answered with text, not a profile: ${inOneLine(text)}.`, {
      hint: importIt,
    })
  }
}

const MOST_SAID = 200

function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '')
  return line.length > MOST_SAID ? `${line.slice(0, MOST_SAID)}…` : line
}
