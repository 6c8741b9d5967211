import { SquareArrowOutUpRight } from 'lucide-react'
import { toFailure } from '#renderer/api/failures.ts'
import { notifyFailure } from '#renderer/stores/notices.ts'
import { useProfiles } from '#renderer/stores/profiles.ts'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import styles from './SourcePlace.module.css'

export interface SourcePlaceProps {
  /** A path or a `file:` URL; empty for what V8 brings itself. */
  file: string
  /** 1-based; 0 unknown. */
  line: number
  column?: number
}

/** Where in the sources something is: to be opened in the user's editor, or copied. */
export function SourcePlace({ file, line, column = 0 }: SourcePlaceProps) {
  const openSource = useProfiles((state) => state.openSource)
  if (file === '') return <span className={styles.none}>built in</span>
  const path = file.replace(/^file:\/\//, '')
  const place = line > 0 ? `${path}:${line}` : path
  const open = async (): Promise<void> => {
    try {
      await openSource({ file, ...(line > 0 && { line }), ...(column > 0 && { column }) })
    } catch (error) {
      notifyFailure('The place could not be opened', toFailure(error))
    }
  }
  return (
    <span className={styles.place}>
      <span className={styles.path} title={place}>
        {/* Read from its end: that is what tells files apart. */}
        <bdi>{place}</bdi>
      </span>
      {!file.startsWith('node:') && (
        <IconButton
          icon={SquareArrowOutUpRight}
          label="Open in the editor"
          size="small"
          onClick={() => void open()}
        />
      )}
      <CopyButton text={place} what="the place" />
    </span>
  )
}
