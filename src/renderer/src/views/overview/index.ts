/**
 * The Overview screen: at first the choice between the demo and a connection of one's own; then the
 * targets of the environment and, for the demo, its planted problems, one click from their plans.
 */
export { OverviewView } from './OverviewView.tsx'
