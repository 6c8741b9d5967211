import { serveWorkbench } from '../shell/launch/index.ts'
import type { AddCommand } from './command.ts'
import { portOption } from './shell-options.ts'

export const addServe: AddCommand = (program, terminal) => {
  program
    .command('serve')
    .description('serve the workbench to a browser and to programs of this machine')
    .addOption(portOption())
    .option('--no-open', 'do not open a browser, only print the address')
    .action(async (options: { port: number; open: boolean }) => {
      await serveWorkbench({ ...options, demo: false, showBearer: true }, terminal)
    })
}
