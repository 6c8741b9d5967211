import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { FlameStage } from './stage.ts'
import type { StageEvents, StageModel } from './stage-model.ts'

/** The elements of a chart, once they are on the page. */
export interface StageParts {
  host: RefObject<HTMLDivElement | null>
  surface: RefObject<HTMLDivElement | null>
  bars: RefObject<HTMLCanvasElement | null>
  marks: RefObject<HTMLCanvasElement | null>
  scrollbar: RefObject<HTMLDivElement | null>
  scrolled: RefObject<HTMLDivElement | null>
  overview: RefObject<HTMLCanvasElement | null>
}

/** A stage on the chart's elements while they are on the page; it shows the model of the last render. */
export function useStage(
  { host, surface, bars, marks, scrollbar, scrolled, overview }: StageParts,
  model: StageModel,
  withMinimap: boolean,
  events: StageEvents,
): RefObject<FlameStage | null> {
  const stage = useRef<FlameStage>(null)

  // The stage outlives renders; it always reaches the handlers and the model of the last one.
  const latest = useRef({ events, model })
  useLayoutEffect(() => {
    latest.current = { events, model }
  })

  useLayoutEffect(() => {
    const there = {
      host: host.current,
      surface: surface.current,
      bars: bars.current,
      marks: marks.current,
      scrollbar: scrollbar.current,
      scrolled: scrolled.current,
    }
    if (!areThere(there)) return undefined
    const made = new FlameStage(
      { ...there, minimap: withMinimap ? overview.current : null },
      {
        select: (node) => latest.current.events.select(node),
        hover: (node) => latest.current.events.hover(node),
        pointer: (at) => latest.current.events.pointer(at),
        pin: (node, at) => latest.current.events.pin(node, at),
        unpin: () => latest.current.events.unpin(),
        range: (range) => latest.current.events.range(range),
        search: () => latest.current.events.search(),
        clear: () => latest.current.events.clear(),
        view: (which) => latest.current.events.view(which),
        key: (key, node) => latest.current.events.key(key, node),
      },
      latest.current.model,
    )
    stage.current = made
    return () => {
      stage.current = null
      made.dispose()
    }
  }, [withMinimap, host, surface, bars, marks, scrollbar, scrolled, overview])

  useEffect(() => stage.current?.update(model), [model])
  return stage
}

type Parts<T> = { [key in keyof T]: T[key] | null }

function areThere<T extends object>(parts: Parts<T>): parts is T {
  return Object.values(parts).every((part) => part !== null)
}
