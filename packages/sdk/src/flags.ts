import * as Flags from '@oclif/core/flags'
import type {BooleanFlag, OptionFlag} from '@oclif/core/interfaces'
import {OmeError} from './errors.ts'
import {globalFlagRows, namespaceRow, outputRow} from './flag-rows.ts'
import {parseFormat} from './format.ts'
import type {ConnectionOptions} from './kube.ts'
import {parseDuration} from './units.ts'

function durationFrom(input: string): number {
  const ms = parseDuration(input)
  if (ms !== undefined) return ms
  const hint = /^\d+$/.test(input)
    ? `a number needs a unit: ${input}s, ${input}m, ${input}h or ${input}d`
    : 'write it as 30s, 20m, 1h30m or 7d'
  throw new OmeError('usage', `invalid duration "${input}"`, [hint])
}

/** A flag like `30s` or `1h30m`; the parsed value is milliseconds. */
export const duration = Flags.custom<number>({helpValue: '30s|20m|1h', parse: async (input) => durationFrom(input)})

/** The same of a time that something is told of: nothing can be said of none. */
export const timespan = Flags.custom<number>({
  helpValue: '30s|20m|1h',
  async parse(input) {
    const ms = durationFrom(input)
    if (ms > 0) return ms
    throw new OmeError('usage', `"${input}" is no time`, ['write it as 20m, 24h or 30d'])
  },
})

const shortestIntervalMs = 1000
const longestIntervalMs = 3_600_000

/** The time between two looks at the cluster, in milliseconds; less than a second would only load it, and nobody waits a day. */
export const interval = Flags.custom<number>({
  helpValue: '5s|1m',
  async parse(input) {
    const ms = parseDuration(input)
    if (ms !== undefined && ms >= shortestIntervalMs && ms <= longestIntervalMs) return ms
    throw new OmeError('usage', `invalid interval "${input}"`, [
      '1s is the shortest, 1h the longest; write it as 5s or 1m',
    ])
  },
  default: async () => 5000,
  noCacheDefault: true,
})

const requestTimeout = Flags.custom<number>({
  // kubectl takes a bare number of seconds here, and only here.
  async parse(input) {
    const ms = /^\d+$/.test(input) ? Number(input) * 1000 : parseDuration(input)
    if (ms !== undefined) return ms
    throw new OmeError('usage', `invalid duration "${input}"`, ['write it as 30s or 2m; 0 waits for ever'])
  },
})

const format = Flags.custom<string>({
  async parse(input) {
    parseFormat(input)
    return input
  },
})

const rows = globalFlagRows

/** The flags every command takes; each reads OME_<FLAG> when it is not given. */
export const globalFlags = {
  kubeconfig: Flags.string(rows.kubeconfig),
  context: Flags.string(rows.context),
  cluster: Flags.string(rows.cluster),
  user: Flags.string(rows.user),
  server: Flags.string(rows.server),
  token: Flags.string(rows.token),
  as: Flags.string(rows.as),
  'as-group': Flags.string(rows['as-group']),
  'as-uid': Flags.string(rows['as-uid']),
  'certificate-authority': Flags.string(rows['certificate-authority']),
  'insecure-skip-tls-verify': Flags.boolean(rows['insecure-skip-tls-verify']),
  'tls-server-name': Flags.string(rows['tls-server-name']),
  'request-timeout': requestTimeout(rows['request-timeout']),
  'skip-preflight': Flags.boolean(rows['skip-preflight']),
  verbose: Flags.boolean(rows.verbose),
  color: Flags.option(rows.color)(),
}

export interface GlobalFlags {
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  readonly cluster?: string | undefined
  readonly user?: string | undefined
  readonly server?: string | undefined
  readonly token?: string | undefined
  readonly as?: string | undefined
  readonly 'as-group'?: readonly string[] | undefined
  readonly 'as-uid'?: string | undefined
  readonly 'certificate-authority'?: string | undefined
  readonly 'insecure-skip-tls-verify'?: boolean | undefined
  readonly 'tls-server-name'?: string | undefined
  readonly 'request-timeout'?: number | undefined
  readonly 'skip-preflight'?: boolean | undefined
  readonly verbose?: boolean | undefined
  readonly color?: 'auto' | 'always' | 'never' | undefined
}

/** What the global flags say about the connection; flags that were not given are absent. */
export function connectionOf(flags: GlobalFlags): ConnectionOptions {
  const options = {
    kubeconfig: flags.kubeconfig,
    context: flags.context,
    cluster: flags.cluster,
    user: flags.user,
    server: flags.server,
    token: flags.token,
    as: flags.as,
    asGroups: flags['as-group'],
    asUid: flags['as-uid'],
    certificateAuthority: flags['certificate-authority'],
    insecureSkipTlsVerify: flags['insecure-skip-tls-verify'],
    tlsServerName: flags['tls-server-name'],
    requestTimeoutMs: flags['request-timeout'],
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

const namespace = Flags.string(namespaceRow)

/** `-n`, for commands about one object. */
export const namespaced = {namespace}

/** `-n` and `-A`, for commands that list. */
export const scope = {
  namespace,
  'all-namespaces': Flags.boolean({char: 'A', description: 'use all namespaces', exclusive: ['namespace']}),
}

/** `-l`. */
export const selector = {
  selector: Flags.string({
    char: 'l',
    description: 'labels to select by: key=value, key!=value, key in (a,b)',
    aliases: ['label'],
  }),
}

/** `-o`. Absent is the format for people. */
export const output = {
  output: format(outputRow),
}

/** `--json`, for commands whose pages name it beside `-o`. */
export const json: {json: BooleanFlag<boolean> & {readonly standsFor: string}} = {
  json: {...Flags.boolean({description: 'the same as -o json'}), standsFor: '--output=json'},
}

export type DryRun = 'none' | 'client' | 'server'

/** Flags of every command that changes something. A bare `--dry-run` means `server`. */
export const write = {
  'dry-run': Flags.option({options: ['client', 'server', 'none'] as const})({
    description: 'show what would change and change nothing; alone it asks the server (--dry-run=server)',
    helpGroup: 'WRITE',
    helpValue: 'client|server|none',
    bareValue: 'server',
  }),
  diff: Flags.boolean({
    description: 'show the difference to what is in the cluster and change nothing',
    helpGroup: 'WRITE',
  }),
  yes: Flags.boolean({char: 'y', description: 'do not ask', env: 'OME_YES', helpGroup: 'WRITE'}),
  'skip-preflight': Flags.boolean({...rows['skip-preflight'], helpGroup: 'WRITE', hidden: false}),
  ...output,
  wait: Flags.boolean({description: 'wait until the change has taken effect', helpGroup: 'WRITE'}),
  timeout: duration({
    description: 'how long to wait; 20m when not given',
    // A function, so that manifest and help do not show the milliseconds.
    default: async () => 20 * 60 * 1000,
    noCacheDefault: true,
    helpGroup: 'WRITE',
  }),
}

/** What {@link write} parses to. */
export interface WriteFlags {
  readonly 'dry-run'?: DryRun | undefined
  readonly diff?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly output?: string | undefined
}

/**
 * `--cluster A,B|all`, for commands that ask several clusters at once: names contexts, where elsewhere it names a cluster
 * of the kubeconfig. See `@ome/sdk/fleet`.
 */
export const fleet: {cluster: OptionFlag<string | undefined> & {readonly isFleet: true}} = {
  cluster: {
    ...Flags.string({description: 'contexts to ask, all at once', helpValue: 'A,B|all'}),
    isFleet: true,
  },
}

/** What a command with {@link fleet} parses to. */
export interface FleetFlags {
  readonly cluster?: string | undefined
  readonly kubeconfig?: string | undefined
  readonly 'request-timeout'?: number | undefined
  readonly output?: string | undefined
  readonly watch?: boolean | undefined
}

/** Whether a command's `--cluster` names contexts. */
export const isFleetFlag = (flag: object | undefined): boolean => flag !== undefined && 'isFleet' in flag

/** `-w`. */
export const watch = {
  watch: Flags.boolean({char: 'w', description: 'show the state, then every change'}),
}

/** `--timeout`, for commands that go on until they are stopped when `flag` is given: then they end with 0. */
export const lookTimeout = (flag: 'watch' | 'follow') => ({
  timeout: duration({description: `with --${flag}: end with 0 after this long`, dependsOn: [flag]}),
})

/** `--follow`, without a short letter: `-f` is a file, except in `logs`. */
export const follow = {
  follow: Flags.boolean({description: 'go on printing what is new'}),
}

/**
 * Gives flags that may stand alone their value: `--dry-run` becomes `--dry-run=server` where the flag's definition has
 * `bareValue`, and what `standsFor` names where it has that. The parser of oclif knows no optional values.
 */
export function withBareValues(argv: readonly string[], flags: Readonly<Record<string, object>>): string[] {
  const end = argv.indexOf('--')
  return argv.map((word, index) => {
    if (!/^-(-|[a-zA-Z]$)/.test(word) || (end !== -1 && index >= end)) return word
    if (!word.startsWith('--')) return bareLetter(word, flags) ?? word
    const flag = flags[word.slice(2)]
    if (flag && 'standsFor' in flag && typeof flag.standsFor === 'string') return flag.standsFor
    return flag && 'bareValue' in flag && typeof flag.bareValue === 'string' ? `${word}=${flag.bareValue}` : word
  })
}

/** The short form of a flag that may stand alone, in full. */
function bareLetter(word: string, flags: Readonly<Record<string, object>>): string | undefined {
  const found = Object.entries(flags).find(([, flag]) => 'char' in flag && flag.char === word.slice(1))
  if (!found) return undefined
  const [name, flag] = found
  return 'bareValue' in flag && typeof flag.bareValue === 'string' ? `--${name}=${flag.bareValue}` : undefined
}
