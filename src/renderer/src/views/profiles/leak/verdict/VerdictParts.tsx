import { Flame } from 'lucide-react'
import { useEffect } from 'react'
import { showProfile } from '#renderer/stores/node-recording.ts'
import { useProfiles } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import type { LeakVerdict } from '#shared/contract/node/leak.ts'
import { LimitationNotices } from '../../../findings/LimitationNotices.tsx'
import { RetainerList } from './RetainerList.tsx'
import { SiteTable } from './SiteTable.tsx'
import styles from './VerdictParts.module.css'

/** What is behind a verdict: who allocated the growth, what holds it, the profiles, what could not be seen. */
export function VerdictParts({ verdict }: { verdict: LeakVerdict }) {
  const { sites, retainers, profileIds, limitations } = verdict
  return (
    <>
      {sites.length > 0 && (
        <Section title="Where the growth was allocated">
          <SiteTable sites={sites} />
        </Section>
      )}
      {retainers.length > 0 && (
        <Section title="What holds it">
          <RetainerList retainers={retainers} />
        </Section>
      )}
      {profileIds.length > 0 && <Profiles ids={profileIds} />}
      {/* Nothing here is cured by a change of a server. */}
      <LimitationNotices targetId="" limitations={limitations} />
    </>
  )
}

function Profiles({ ids }: { ids: readonly string[] }) {
  const kept = useProfiles((state) => state.kept)
  const refresh = useProfiles((state) => state.refreshKept)
  useEffect(() => refresh(), [refresh])
  const heads = kept.kind === 'ready' ? kept.value.filter(({ id }) => ids.includes(id)) : []
  if (heads.length === 0) return null
  return (
    <Section title="Profiles of this run">
      <div className={styles.profiles}>
        {heads.map((head) => (
          <Button key={head.id} size="small" icon={Flame} onClick={() => showProfile(head)}>
            {head.name}
          </Button>
        ))}
      </div>
    </Section>
  )
}
