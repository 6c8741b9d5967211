import { Database, Globe, Hexagon, Layers } from 'lucide-react'
import type { TargetKind } from '#shared/contract/environments.ts'
import { kindWords } from './address.ts'
import { HiddenText } from './HiddenText.tsx'

const icons = { postgres: Database, redis: Layers, http: Globe, node: Hexagon }

/** The kind of a target as a picture; its name where the word does not stand beside it. */
export function KindIcon({ kind, named = false }: { kind: TargetKind; named?: boolean }) {
  const Icon = icons[kind]
  return (
    <>
      <Icon size={14} aria-hidden />
      {named && <HiddenText>{kindWords[kind]}</HiddenText>}
    </>
  )
}
