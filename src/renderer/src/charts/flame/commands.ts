import type { FlameNode } from '#shared/profile/layout.ts'
import { rectangleOf } from '#shared/profile/lookup.ts'
import type { CssPixels } from '#shared/units.ts'
import type { Camera } from './camera.ts'
import type { FlameCommand } from './input.ts'
import { neighbour } from './navigate.ts'
import type { StageEvents, StageModel, WindowPoint } from './stage-model.ts'

const keyPan: CssPixels = 120
const keyZoom = 1.5

interface Commanded {
  model: StageModel
  camera: Camera
  events: StageEvents
  /** Where a zoom by key keeps the chart in place. */
  middle: CssPixels
  placeOf: (node: FlameNode) => WindowPoint
}

/** Does what a key asks for. */
export function runCommand(command: FlameCommand, on: Commanded): void {
  const { model, camera, events, middle } = on
  const { layout, selected } = model
  const selectedPlace = selected === null ? null : rectangleOf(layout, selected)
  switch (command) {
    case 'parent':
    case 'child':
    case 'previous':
    case 'next':
      return events.select(neighbour(layout, selected, command))
    case 'zoom-to-selected':
      return selectedPlace === null ? undefined : camera.zoomTo(selectedPlace)
    case 'fit':
      return camera.fit()
    case 'pan-left':
      return camera.pan(-keyPan, 0, true)
    case 'pan-right':
      return camera.pan(keyPan, 0, true)
    case 'zoom-in':
      return camera.zoom(keyZoom, middle, true)
    case 'zoom-out':
      return camera.zoom(1 / keyZoom, middle, true)
    case 'search':
      return events.search()
    case 'pin':
      return selected === null ? undefined : events.pin(selected, on.placeOf(selected))
    case 'range':
      if (selectedPlace !== null) events.range({ from: selectedPlace.start, to: selectedPlace.end })
      return undefined
    case 'view-1':
      return events.view(1)
    case 'view-2':
      return events.view(2)
    case 'view-3':
      return events.view(3)
    case 'clear':
      return events.clear()
  }
}
