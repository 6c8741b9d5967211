import { Failure } from '#shared/failure.ts'

/** Parameters that are never set from here, and why. */
const refused: { names: RegExp; reason: string; hint: string }[] = [
  {
    names:
      /^(requirepass|masterauth|masteruser|primaryauth|primaryuser|user|aclfile|tls-(client-)?key-file-pass|sentinel-.*)$/,
    reason: 'holds or decides over passwords, and a password must not come into the ledger',
    hint: 'Set it with redis-cli, or with ACL SETUSER.',
  },
  {
    names: /^(dir|dbfilename|appendfilename|appenddirname|logfile|pidfile|unixsocket|crash-log-file)$/,
    reason: 'lets the server write to other files of its machine, and over what is there',
    hint: "Change it in the server's configuration file and restart it.",
  },
  {
    names: /^(replicaof|slaveof)$/,
    reason: 'makes the server throw its keys away for those of another',
    hint: 'Use REPLICAOF by hand when this is what you want.',
  },
  {
    names:
      /^(port|tls-port|bind|bind-source-addr|protected-mode|tls-.*|unixsocketperm|cluster-.*(port|ip|hostname|endpoint).*)$/,
    reason: 'decides who can reach the server, Pitwall included, and could not be taken back from here',
    hint: "Change it in the server's configuration file and restart it.",
  },
  {
    names:
      /^(enable-(debug|module|protected).*|rename-command|loadmodule|oom-score-adj.*|.*cpulist|include)$/,
    reason: 'concerns the machine or the safety of the server, not its tuning',
    hint: "Change it in the server's configuration file and restart it.",
  },
]

/** @throws Failure REFUSED for a parameter that is not set from here */
export function refuseDanger(settings: readonly { name: string }[]): void {
  for (const { name } of settings) {
    const rule = refused.find(({ names }) => names.test(name))
    if (rule)
      throw new Failure('REFUSED', `${name} is not set from here: it ${rule.reason}.`, { hint: rule.hint })
  }
}

/** Before 7.0 the server cannot be asked without doing it: what CONFIG SET did not take there. */
export const fixedBefore7 = new Set([
  'databases',
  'daemonize',
  'supervised',
  'syslog-enabled',
  'syslog-ident',
  'syslog-facility',
  'tcp-backlog',
  'io-threads',
  'io-threads-do-reads',
  'always-show-logo',
  'cluster-enabled',
  'cluster-config-file',
  'disable-thp',
  'lua-replicate-commands',
])
