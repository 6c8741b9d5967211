import { useEffect, useRef, useState } from 'react'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import page from '#renderer/ui/page.module.css'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { FileCommands } from './FileCommands.tsx'
import { FileList } from './FileList.tsx'
import styles from './FilesPage.module.css'
import { OpenPane } from './OpenPane.tsx'
import { usePaste } from './paste.ts'
import { PasteDialog } from './PasteDialog.tsx'
import { RemoveDialog } from './RemoveDialog.tsx'
import { RenameDialog } from './RenameDialog.tsx'
import { StartPane } from './StartPane.tsx'
import { useFileDrop } from './use-file-drop.ts'
import type { AskAboutKept, KeptQuestion } from './ways-in.ts'

/** Profiles of any origin: what is open and what is kept at the left, the one that is shown beside it. */
export function FilesPage() {
  const { openFiles, refreshKept } = profileActions
  const current = useProfiles((state) => state.current)
  const [isPasting, setPasting] = useState(false)
  const [asking, setAsking] = useState<{ what: KeptQuestion; head: ProfileHead } | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const drop = useFileDrop(openFiles)
  usePaste()
  const ways = { onChoose: () => input.current?.click(), onPaste: () => setPasting(true) }
  useEffect(refreshKept, [refreshKept])
  const onAsk: AskAboutKept = (what, head) => setAsking({ what, head })
  const end = (): void => setAsking(null)
  return (
    <section className={styles.page} aria-label="Files" {...drop.props}>
      <h2>
        <HiddenText>Profiles</HiddenText>
      </h2>
      <FileCommands {...ways} onAsk={onAsk} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Profile files"
        onChange={(event) => {
          openFiles([...(event.target.files ?? [])])
          // The same file can be chosen again.
          event.target.value = ''
        }}
      />
      <div className={page.main}>
        <SplitPane
          id="profile-files"
          direction="horizontal"
          parts={[
            {
              id: 'profile-list',
              defaultSize: 248,
              minSize: 180,
              maxSize: '45%',
              fixed: true,
              children: <FileList {...ways} onAsk={onAsk} />,
            },
            {
              id: 'profile',
              minSize: 360,
              children: current === null ? <StartPane {...ways} /> : <OpenPane key={current} id={current} />,
            },
          ]}
        />
      </div>
      {asking?.what === 'rename' && <RenameDialog head={asking.head} onClose={end} />}
      {asking?.what === 'remove' && <RemoveDialog head={asking.head} onClose={end} />}
      <PasteDialog open={isPasting} onClose={() => setPasting(false)} />
      {drop.isOver && (
        <div className={styles.drop}>
          <p>Drop profiles to open them</p>
        </div>
      )}
    </section>
  )
}
