import { openShell } from '../shell/launch/index.ts'
import type { AddCommand } from './command.ts'
import { portOption, shellOption } from './shell-options.ts'

export const addOpen: AddCommand = (program, terminal) => {
  program
    .command('open', { isDefault: true })
    .description('open the workbench: its own window where Electron can run, else a browser')
    .addOption(shellOption())
    .addOption(portOption())
    .option('--no-open', 'do not open a browser, only print the address')
    .action(async (options: { shell?: 'desktop' | 'browser'; port: number; open: boolean }) => {
      await openShell({ ...options, demo: false }, terminal)
    })
}
