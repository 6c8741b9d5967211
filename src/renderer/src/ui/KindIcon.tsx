import { Database, Globe, Hexagon, Layers } from 'lucide-react'
import type { TargetKind } from '#shared/contract/environments.ts'
import { kindWords } from './address.ts'

const icons = { postgres: Database, redis: Layers, http: Globe, node: Hexagon }

/** The kind of a target as a picture; its name where the word does not stand beside it. */
export function KindIcon({ kind, named = false }: { kind: TargetKind; named?: boolean }) {
  const Icon = icons[kind]
  return named ? <Icon size={14} role="img" aria-label={kindWords[kind]} /> : <Icon size={14} aria-hidden />
}
