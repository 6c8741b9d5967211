/**
 * What a target's form holds, as text the way it is typed, and the way from there to the contract's
 * draft and back. Pure.
 */
import {
  addressSchema,
  targetDraftSchema,
  type Address,
  type RedisAddress,
  type SecretInput,
  type Target,
  type TargetDraft,
  type TargetKind,
  type Tls,
} from '#shared/contract/environments.ts'
import { printPlaces, readPlaces } from './sentinel-places.ts'

export interface TargetFields {
  kind: TargetKind
  name: string
  host: string
  port: string
  database: string
  user: string
  tlsMode: Tls['mode']
  caFile: string
  /** The client shows a certificate of its own. */
  showsCertificate: boolean
  certFile: string
  keyFile: string
  /** Host and port are a Sentinel's. */
  sentinel: boolean
  master: string
  /** `host:port`, divided by commas. */
  otherSentinels: string
  url: string
  /** `keep` only for a target that has a password already. */
  secret: 'none' | 'keep' | 'value' | 'variable'
  password: string
  /** Put the typed password into the system's key store. */
  save: boolean
  variable: string
}

/** Messages by the field they belong to. */
export type FieldErrors = Partial<Record<keyof TargetFields, string>>

export const defaultPorts: Record<Exclude<TargetKind, 'http'>, string> = {
  postgres: '5432',
  redis: '6379',
  node: '9229',
}

/** An empty form for a kind, with what is usual filled in. */
export function emptyFields(kind: TargetKind): TargetFields {
  return {
    kind,
    name: '',
    host: kind === 'http' ? '' : 'localhost',
    port: kind === 'http' ? '' : defaultPorts[kind],
    database: kind === 'redis' ? '0' : '',
    user: '',
    tlsMode: kind === 'redis' ? 'disable' : 'prefer',
    caFile: '',
    showsCertificate: false,
    certFile: '',
    keyFile: '',
    sentinel: false,
    master: '',
    otherSentinels: '',
    url: '',
    secret: kind === 'postgres' ? 'value' : 'none',
    password: '',
    save: false,
    variable: '',
  }
}

/** The form of a stored target. */
export function fieldsOf(target: Target): TargetFields {
  const { address, secret, name } = target
  const fields: TargetFields = { ...emptyFields(address.kind), name, secret: 'none' }
  if (secret.kind === 'variable') Object.assign(fields, { secret: 'variable', variable: secret.name })
  else if (secret.kind !== 'none') fields.secret = 'keep'
  switch (address.kind) {
    case 'http':
      return { ...fields, url: address.url }
    case 'node':
      return { ...fields, host: address.host, port: String(address.port) }
    case 'postgres':
    case 'redis':
      return {
        ...fields,
        host: address.host,
        port: String(address.port),
        database: String(address.database),
        user: address.user ?? '',
        ...fieldsOfTls(address.tls),
        ...(address.kind === 'redis' && fieldsOfSentinel(address.sentinel)),
      }
  }
}

function fieldsOfTls({ mode, caFile = '', certFile = '', keyFile = '' }: Tls): Partial<TargetFields> {
  return { tlsMode: mode, caFile, showsCertificate: certFile !== '' || keyFile !== '', certFile, keyFile }
}

function fieldsOfSentinel(sentinel: RedisAddress['sentinel']): Partial<TargetFields> {
  if (sentinel === undefined) return {}
  return { sentinel: true, master: sentinel.master, otherSentinels: printPlaces(sentinel.others) }
}

export type ReadResult = { ok: true; draft: TargetDraft } | { ok: false; errors: FieldErrors }

/** The draft that the form means, or what is wrong with it. `targetId` is the target being edited. */
export function readFields(fields: TargetFields, targetId: string | undefined): ReadResult {
  const errors: FieldErrors = {}
  const address = readAddress(fields, errors)
  const secret = readSecret(fields, targetId, errors)
  const name = fields.name.trim() === '' ? suggestedName(fields) : fields.name.trim()
  if (!address || !secret || Object.keys(errors).length > 0) return { ok: false, errors }
  const draft = targetDraftSchema.safeParse({ name, address, secret })
  if (draft.success) return { ok: true, draft: draft.data }
  return { ok: false, errors: { name: draft.error.issues[0]?.message ?? 'This name is not possible.' } }
}

/** A name for a target whose name was left empty. */
export function suggestedName(fields: TargetFields): string {
  switch (fields.kind) {
    case 'http':
      return URL.parse(fields.url)?.host ?? 'HTTP'
    case 'node':
      return `node ${fields.port}`
    case 'redis':
      return fields.sentinel && fields.master !== '' ? fields.master : `redis ${fields.host}`
    case 'postgres':
      return fields.database === '' ? 'postgres' : fields.database
  }
}

function readAddress(fields: TargetFields, errors: FieldErrors): Address | undefined {
  const { kind } = fields
  if (kind === 'http') {
    const url = fields.url.trim()
    if (!addressSchema.safeParse({ kind, url }).success) {
      errors.url = 'An address that begins with http:// or https:// is needed.'
      return undefined
    }
    return { kind, url }
  }
  const port = Number(fields.port)
  const host = fields.host.trim()
  if (host === '') errors.host = 'A host name, an address or the folder of a socket is needed.'
  if (!Number.isInteger(port) || port < 1 || port > 65_535) errors.port = 'From 1 to 65535.'
  if (kind === 'node') return { kind, host, port }

  const tls = readTls(fields, errors)
  const user = fields.user.trim()
  const database = fields.database.trim()
  if (kind === 'postgres') {
    if (database === '') errors.database = 'The name of a database is needed.'
    if (user === '') errors.user = 'The name of a role is needed.'
    return { kind, host, port, database, user, tls }
  }
  const number = Number(database)
  if (database === '' || !Number.isInteger(number) || number < 0 || number > 65_535) {
    errors.database = 'A number from 0 is needed.'
  }
  const sentinel = readSentinel(fields, errors)
  return {
    kind,
    host,
    port,
    database: number,
    tls,
    ...(user !== '' && { user }),
    ...(sentinel && { sentinel }),
  }
}

function readTls(fields: TargetFields, errors: FieldErrors): Tls {
  const caFile = fields.caFile.trim()
  const tls: Tls = { mode: fields.tlsMode, ...(caFile !== '' && { caFile }) }
  if (tls.mode === 'disable' || !fields.showsCertificate) return tls
  const [certFile, keyFile] = [fields.certFile.trim(), fields.keyFile.trim()]
  if (certFile === '') errors.certFile = 'A PEM file is needed.'
  if (keyFile === '') errors.keyFile = 'A PEM file is needed.'
  return { ...tls, certFile, keyFile }
}

function readSentinel(fields: TargetFields, errors: FieldErrors): RedisAddress['sentinel'] {
  if (!fields.sentinel) return undefined
  const master = fields.master.trim()
  if (master === '') errors.master = 'The name that the Sentinels watch it by is needed.'
  const others = readPlaces(fields.otherSentinels)
  if (others === undefined) errors.otherSentinels = 'Written host:port, divided by commas.'
  return { master, others: others ?? [] }
}

function readSecret(
  fields: TargetFields,
  targetId: string | undefined,
  errors: FieldErrors,
): SecretInput | undefined {
  if (!hasPassword(fields.kind)) return { kind: 'none' }
  switch (fields.secret) {
    case 'none':
      return { kind: 'none' }
    case 'keep':
      return targetId === undefined ? { kind: 'none' } : { kind: 'keep', targetId }
    case 'value':
      // Nothing typed is no password: servers that trust the client ask for none.
      return fields.password === ''
        ? { kind: 'none' }
        : { kind: 'value', value: fields.password, save: fields.save }
    case 'variable': {
      const name = fields.variable.trim()
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        errors.variable = 'Letters, digits and _ are possible, such as PGPASSWORD.'
        return undefined
      }
      return { kind: 'variable', name }
    }
  }
}

/** Whether targets of this kind sign in with a password. */
export function hasPassword(kind: TargetKind): boolean {
  return kind === 'postgres' || kind === 'redis'
}
