import { contextBridge, ipcRenderer } from 'electron'

/**
 * All that the page gets of Electron: a way to ask for a port to the main process. The port goes to
 * the page itself, and everything else goes through the port and the contract.
 */
contextBridge.exposeInMainWorld('pitwall', {
  connect: (): void => {
    const { port1, port2 } = new MessageChannel()
    ipcRenderer.postMessage('pitwall:connect', null, [port1])
    // The bridge between the worlds copies values and cannot carry a port; a window message can.
    window.postMessage('pitwall:port', window.location.origin, [port2])
  },
})
