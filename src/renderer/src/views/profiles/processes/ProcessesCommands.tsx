import { useCommand } from '#renderer/stores/commands.ts'
import { useNodeProcesses } from '#renderer/stores/node-processes.ts'
import type { Way } from './list/ways.ts'

const group = 'Processes'

export interface ProcessesCommandsProps {
  onWay: (way: Way) => void
  onFilter: () => void
}

/** The commands of the Processes page. Draws nothing. */
export function ProcessesCommands({ onWay, onFilter }: ProcessesCommandsProps) {
  const refresh = useNodeProcesses((state) => state.refresh)
  useCommand({ id: 'processes.refresh', title: 'Look for processes again', group, keys: 'R', run: refresh })
  useCommand({ id: 'processes.filter', title: 'Filter the processes', group, keys: '/', run: onFilter })
  useCommand({
    id: 'processes.address',
    title: 'Attach to an address',
    group,
    keys: 'A',
    run: () => onWay('address'),
  })
  useCommand({ id: 'processes.start', title: 'Start a process', group, keys: 'N', run: () => onWay('start') })
  useCommand({
    id: 'processes.go',
    title: 'Fetch from a Go service',
    group,
    keys: 'O',
    run: () => onWay('go'),
  })
  return null
}
