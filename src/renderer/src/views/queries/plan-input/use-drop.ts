import { useState, type DragEvent } from 'react'
import { useQueries } from '#renderer/stores/queries.ts'

interface DropProps {
  onDragEnter: (event: DragEvent) => void
  onDragOver: (event: DragEvent) => void
  onDragLeave: (event: DragEvent) => void
  onDrop: (event: DragEvent) => void
}

/** Takes dropped files as plans: each opens a tab. */
export function useDrop(): { over: boolean; props: DropProps } {
  const openPlanFile = useQueries((state) => state.openPlanFile)
  // Entering a child comes before leaving its parent, so the two are counted.
  const [depth, setDepth] = useState(0)
  return {
    over: depth > 0,
    props: {
      onDragEnter: (event) => {
        if (isWanted(event)) setDepth((now) => now + 1)
      },
      onDragOver: (event) => {
        if (!isWanted(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDragLeave: (event) => {
        if (isWanted(event)) setDepth((now) => Math.max(0, now - 1))
      },
      onDrop: (event) => {
        setDepth(0)
        if (!isWanted(event)) return
        event.preventDefault()
        const { files } = event.dataTransfer
        for (const file of files) openPlanFile(file)
      },
    },
  }
}

/** Text dragged within a text box is the box's own business. */
function isWanted(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files')
}
