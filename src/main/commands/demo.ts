import { openShell } from '../shell/launch/index.ts'
import type { AddCommand } from './command.ts'
import { portOption, shellOption } from './shell-options.ts'

export const addDemo: AddCommand = (program, terminal) => {
  program
    .command('demo')
    .description('open the workbench on an embedded environment with planted problems')
    .addOption(shellOption())
    .addOption(portOption())
    .option('--no-open', 'do not open a browser, only print the address')
    .action(async (options: { shell?: 'desktop' | 'browser'; port: number; open: boolean }) => {
      await openShell({ ...options, demo: true }, terminal)
    })
}
