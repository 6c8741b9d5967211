import { useState, type DragEvent } from 'react'

interface DropProps {
  onDragEnter: (event: DragEvent) => void
  onDragOver: (event: DragEvent) => void
  onDragLeave: (event: DragEvent) => void
  onDrop: (event: DragEvent) => void
}

/** Takes dropped files, anywhere on the element. */
export function useFileDrop(onFiles: (files: File[]) => void): { isOver: boolean; props: DropProps } {
  // Entering a child comes before leaving its parent, so the two are counted.
  const [depth, setDepth] = useState(0)
  return {
    isOver: depth > 0,
    props: {
      onDragEnter: (event) => {
        if (hasFiles(event)) setDepth((now) => now + 1)
      },
      onDragOver: (event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDragLeave: (event) => {
        if (hasFiles(event)) setDepth((now) => Math.max(0, now - 1))
      },
      onDrop: (event) => {
        setDepth(0)
        if (!hasFiles(event)) return
        event.preventDefault()
        onFiles([...event.dataTransfer.files])
      },
    },
  }
}

/** Text dragged within a text box is the box's own business. */
function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files')
}
