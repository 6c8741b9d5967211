import { useCallback } from 'react'
import { create } from 'zustand'
import type { FlameChartHandle } from '#renderer/charts/flame/index.ts'

interface PictureState {
  /** The chart on the page that is saved as a picture, with what its file is called after the profile. */
  chart: { handle: FlameChartHandle; name: string } | null
}

/** Which chart the export menu saves. Empty where no chart is shown. */
export const usePicture = create<PictureState>()(() => ({ chart: null }))

/** A ref for the chart that is to be saved while it is on the page. */
export function useSavable(name: string): (handle: FlameChartHandle | null) => void {
  return useCallback(
    (handle: FlameChartHandle | null) => usePicture.setState({ chart: handle && { handle, name } }),
    [name],
  )
}
