import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** The screens of the workbench. */
export type View = 'overview' | 'queries' | 'keyspace' | 'profiles' | 'changes' | 'environments' | 'settings'

/** What the drawer at the bottom shows. */
export type DrawerTab = 'jobs' | 'changes'

export interface WorkspaceState {
  view: View
  /** The environment worked in; `undefined` until one is there. */
  environmentId: string | undefined
  drawerOpen: boolean
  drawerTab: DrawerTab
  paletteOpen: boolean
  /** The user folded the inspector away, whatever is selected. */
  inspectorHidden: boolean
  /** Where `InspectorContent` puts its children, once the frame is drawn. */
  inspectorSlot: HTMLElement | null
  /** How many `InspectorContent` are mounted; the pane hides at none. */
  inspectorUsers: number

  openView: (view: View) => void
  setEnvironment: (id: string | undefined) => void
  setDrawerOpen: (open: boolean) => void
  setDrawerTab: (tab: DrawerTab) => void
  setPaletteOpen: (open: boolean) => void
  setInspectorHidden: (hidden: boolean) => void
  setInspectorSlot: (slot: HTMLElement | null) => void
  /** Says that something is to be inspected, until the returned function is called. */
  holdInspector: () => () => void
}

/** What is on the screen: the view, the environment, and which panes are open. */
export const useWorkspace = create<WorkspaceState>()(
  persist(
    (set) => ({
      view: 'overview',
      environmentId: undefined,
      drawerOpen: false,
      drawerTab: 'jobs',
      paletteOpen: false,
      inspectorHidden: false,
      inspectorSlot: null,
      inspectorUsers: 0,

      openView: (view) => set({ view, paletteOpen: false }),
      setEnvironment: (environmentId) => set({ environmentId }),
      setDrawerOpen: (drawerOpen) => set({ drawerOpen }),
      setDrawerTab: (drawerTab) => set({ drawerTab }),
      setPaletteOpen: (paletteOpen) => set({ paletteOpen }),
      setInspectorHidden: (inspectorHidden) => set({ inspectorHidden }),
      setInspectorSlot: (inspectorSlot) => set({ inspectorSlot }),
      holdInspector: () => {
        set((state) => ({ inspectorUsers: state.inspectorUsers + 1 }))
        return () => set((state) => ({ inspectorUsers: state.inspectorUsers - 1 }))
      },
    }),
    {
      name: 'pitwall.workspace',
      partialize: ({ environmentId, drawerOpen, drawerTab, inspectorHidden }) => ({
        environmentId,
        drawerOpen,
        drawerTab,
        inspectorHidden,
      }),
    },
  ),
)
