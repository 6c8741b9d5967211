/** What kept a request from being answered well, for a count by kind: few words, the same for the same cause. */
export function errorKindOf(error: unknown): string {
  const code = codeOf(error)
  const known = kinds.find(({ codes }) => codes.test(code))
  return known ? known.kind : code === '' ? 'other' : code
}

const kinds: { codes: RegExp; kind: string }[] = [
  { codes: /^ECONNREFUSED$/, kind: 'connection refused' },
  { codes: /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, kind: 'connection reset' },
  { codes: /TIMEDOUT|TIMEOUT/, kind: 'timeout' },
  { codes: /^(?:HPE_|UND_ERR_.*(?:HEADERS_OVERFLOW|CONTENT_LENGTH))/, kind: 'not HTTP' },
  { codes: /^(?:ERR_SSL|ERR_TLS|EPROTO|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/, kind: 'TLS' },
  { codes: /^(?:EMFILE|EADDRNOTAVAIL|ENOBUFS)$/, kind: 'no free socket on this machine' },
]

/** Of the error or, where several addresses were tried, of the first of them. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  if (!(error instanceof Error)) return ''
  if (error.name === 'HTTPParserError') return 'HPE_'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  // undici wraps what the socket said.
  if (code === 'UND_ERR_SOCKET' && error.cause !== undefined) return codeOf(error.cause) || code
  return code
}

/** Of an answer's status; undefined where it is none. */
export function errorKindOfStatus(status: number): string | undefined {
  return status >= 400 ? `status ${status}` : undefined
}
