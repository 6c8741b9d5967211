import { InvalidArgumentError, Option } from 'commander'

/** `--shell`: which shell to open; without it, the best that can run here. */
export function shellOption(): Option {
  return new Option('--shell <shell>', 'which shell to open').choices(['desktop', 'browser'])
}

/** `--port`: the loopback port of the browser shell. */
export function portOption(): Option {
  return new Option(
    '--port <number>',
    'port of 127.0.0.1 for the browser shell; 0 is that of the last time where it is free, else any',
  )
    .default(0)
    .argParser((text) => {
      const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
      if (port <= 65_535) return port
      throw new InvalidArgumentError('It is a number from 0 to 65535.')
    })
}
