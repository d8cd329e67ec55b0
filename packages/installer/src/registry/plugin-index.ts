import type {Completions, Need, Risk} from '@ome/sdk/need'
import {parse} from 'semver'
import {type PersonalityWords, readPersonalityWords} from '../artifact/personality.ts'
import {type Fields, fieldsOf, listOf, mapOf, oneOf, optional, textOf, texts, timeOf, wholeOf} from './shape.ts'
import {registryId, schemas} from './signed-files.ts'

export const kinds = ['npm', 'script', 'python', 'binary', 'container'] as const
export type Kind = (typeof kinds)[number]

export interface IndexFlag {
  readonly name: string
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly multiple?: boolean
  readonly options?: readonly string[]
  readonly summary?: string
}

export interface IndexArgument {
  readonly name: string
  readonly required: boolean
  readonly summary?: string
}

/** One command as the signed index tells it: enough for help, completion and the plan of an installation. */
export interface IndexCommand {
  /** Words with spaces, as typed. */
  readonly id: string
  readonly summary: string
  readonly args: readonly IndexArgument[]
  readonly flags: readonly IndexFlag[]
  readonly aliases: readonly string[]
  readonly risk: Risk
  readonly needs: readonly Need[]
  readonly replaces: readonly string[]
  readonly completions?: Completions
}

export interface IndexRelease {
  readonly version: string
  readonly publishedAt: string
  /** Semver range over the sdk's version. */
  readonly hostApi: string
  readonly platforms?: readonly string[]
  /** `sha512` and `tree` in hex. */
  readonly artifact: {readonly size: number; readonly sha512: string; readonly tree: string}
  /** Hex sha256 of the manifest file inside the artifact. */
  readonly manifest: string
  readonly needs: readonly Need[]
  readonly network: readonly string[]
  readonly approvedBy: readonly string[]
  readonly provenance?: string
  readonly yanked?: {readonly at: string; readonly severity: 'normal' | 'critical'; readonly reason?: string}
  readonly commands: readonly IndexCommand[]
  /** Other names of the program that it brings words for. */
  readonly personalities?: readonly PersonalityWords[]
}

export interface IndexPlugin {
  readonly name: string
  readonly kind: Kind
  readonly publisher: string
  readonly summary: string
  readonly homepage?: string
  readonly topics: readonly string[]
  readonly channels: Readonly<Record<string, string>>
  readonly maintainers: readonly string[]
  readonly deprecated?: {readonly since: string; readonly replacedBy?: string; readonly message?: string}
  /** Newest version first. */
  readonly releases: readonly IndexRelease[]
}

export interface PluginIndex {
  readonly registry: string
  readonly serial: number
  readonly expires: string
  readonly hostApi: string
  readonly plugins: readonly IndexPlugin[]
}

/** An npm name: lower case, no path, no URL. The grammar comes before any look-up. */
export const pluginName = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/

/** Folder of a plugin in the registry and in the store: `@ome/plugin-x` is `ome+plugin-x`. */
export const pluginFolder = (name: string): string => name.replace('@', '').replace('/', '+')

const hex = (length: number): RegExp => new RegExp(`^[0-9a-f]{${length}}$`)

export function readIndex(value: unknown): PluginIndex {
  const index = fieldsOf(value, 'index')
  oneOf(index['schema'], 'index.schema', [schemas.index])
  return {
    registry: textOf(index['registry'], 'index.registry', registryId),
    serial: wholeOf(index['serial'], 'index.serial'),
    expires: timeOf(index['expires'], 'index.expires'),
    hostApi: textOf(index['hostApi'], 'index.hostApi'),
    plugins: distinct(
      listOf(index['plugins'], 'index.plugins', (plugin) => {
        const name = fieldsOf(plugin, 'a plugin')['name']
        return readPlugin(plugin, typeof name === 'string' ? name : 'a plugin')
      }),
    ),
  }
}

function distinct(plugins: readonly IndexPlugin[]): readonly IndexPlugin[] {
  const seen = new Set<string>()
  for (const {name} of plugins) {
    if (seen.has(name)) throw new Error(`index.plugins has ${name} twice`)
    seen.add(name)
  }
  return plugins
}

/** Reads what `plugin.yaml` holds. */
export function readPluginFacts(plugin: Fields, what: string): Omit<IndexPlugin, 'releases'> {
  return {
    name: textOf(plugin['name'], `${what}: name`, pluginName),
    kind: oneOf(plugin['kind'], `${what}: kind`, kinds),
    publisher: textOf(plugin['publisher'], `${what}: publisher`),
    summary: textOf(plugin['summary'], `${what}: summary`),
    ...optional('homepage', plugin, what, textOf),
    topics: texts(plugin['topics'], `${what}: topics`),
    channels: mapOf(plugin['channels'], `${what}: channels`, readVersion),
    maintainers: texts(plugin['maintainers'], `${what}: maintainers`),
    ...optional('deprecated', plugin, what, readDeprecation),
  }
}

/** Reads what a release file holds. */
export function readReleaseFacts(release: Fields, what: string): Omit<IndexRelease, 'commands'> {
  const artifact = fieldsOf(release['artifact'], `${what}: artifact`)
  return {
    version: readVersion(release['version'], `${what}: version`),
    publishedAt: timeOf(release['publishedAt'], `${what}: publishedAt`),
    hostApi: textOf(release['hostApi'], `${what}: hostApi`),
    ...optional('platforms', release, what, texts),
    artifact: {
      size: wholeOf(artifact['size'], `${what}: artifact.size`),
      sha512: textOf(artifact['sha512'], `${what}: artifact.sha512`, hex(128)),
      tree: textOf(artifact['tree'], `${what}: artifact.tree`, hex(64)),
    },
    manifest: textOf(release['manifest'], `${what}: manifest`, hex(64)),
    needs: listOf(release['needs'], `${what}: needs`, readNeed),
    network: texts(release['network'], `${what}: network`),
    approvedBy: texts(release['approvedBy'], `${what}: approvedBy`),
    ...optional('provenance', release, what, textOf),
    ...optional('yanked', release, what, readYank),
    ...optional('personalities', release, what, (list, at) => listOf(list, at, readPersonalityWords)),
  }
}

export function readNeed(value: unknown, what: string): Need {
  const need = fieldsOf(value, what)
  return {
    apiGroups: texts(need['apiGroups'], `${what}.apiGroups`),
    resources: texts(need['resources'], `${what}.resources`),
    verbs: texts(need['verbs'], `${what}.verbs`),
    scope: oneOf(need['scope'], `${what}.scope`, ['namespace', 'cluster']),
    ...optional('resourceNames', need, what, texts),
    ...(need['optional'] === true ? {optional: true} : {}),
    ...optional('way', need, what, textOf),
    why: textOf(need['why'], `${what}.why`),
  }
}

/** Words of letters, digits, `.`, `_` and `-`: an id is printed and typed, so it holds nothing else. */
const commandWords = /^[A-Za-z0-9][\w.-]*(?: [A-Za-z0-9][\w.-]*)*$/

export const risks: readonly Risk[] = ['read', 'write', 'destructive', 'admin']

function readPlugin(value: unknown, what: string): IndexPlugin {
  const plugin = fieldsOf(value, what)
  const releases = listOf(plugin['releases'], `${what}: releases`, (release, at) => {
    const fields = fieldsOf(release, at)
    return {...readReleaseFacts(fields, at), commands: listOf(fields['commands'], `${at}: commands`, readCommand)}
  })
  return {...readPluginFacts(plugin, what), releases}
}

function readCommand(value: unknown, what: string): IndexCommand {
  const command = fieldsOf(value, what)
  return {
    id: textOf(command['id'], `${what}.id`, commandWords),
    summary: textOf(command['summary'], `${what}.summary`),
    args: listOf(command['args'], `${what}.args`, readArgument),
    flags: listOf(command['flags'], `${what}.flags`, readFlag),
    aliases: texts(command['aliases'], `${what}.aliases`),
    risk: oneOf(command['risk'], `${what}.risk`, risks),
    needs: listOf(command['needs'], `${what}.needs`, readNeed),
    replaces: texts(command['replaces'], `${what}.replaces`),
    ...optional('completions', command, what, readCompletions),
  }
}

/** Which sources there are is the sdk's business; here every text among them must be fit to be shown. */
function readCompletions(value: unknown, what: string): Completions {
  demandPlain(value, what)
  return fieldsOf(value, what) as Completions
}

function demandPlain(value: unknown, what: string): void {
  if (typeof value === 'string') textOf(value, what)
  else if (Array.isArray(value)) for (const item of value) demandPlain(item, what)
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) {
      textOf(key, `${what}: a name`)
      demandPlain(item, what)
    }
}

function readArgument(value: unknown, what: string): IndexArgument {
  const argument = fieldsOf(value, what)
  return {
    name: textOf(argument['name'], `${what}.name`),
    required: argument['required'] === true,
    ...optional('summary', argument, what, textOf),
  }
}

type Writable<Shape> = {-readonly [Key in keyof Shape]: Shape[Key]}

/** The most frequent thing of an index: fields are set one by one, without an object for each. */
function readFlag(value: unknown, what: string): IndexFlag {
  const {name, type, char, multiple, options, summary} = fieldsOf(value, what)
  const flag: Writable<IndexFlag> = {
    name: textOf(name, `${what}.name`),
    type: oneOf(type, `${what}.type`, flagTypes),
  }
  if (char !== undefined) flag.char = textOf(char, `${what}.char`)
  if (multiple === true) flag.multiple = true
  if (options !== undefined) flag.options = texts(options, `${what}.options`)
  if (summary !== undefined) flag.summary = textOf(summary, `${what}.summary`)
  return flag
}

const flagTypes = ['boolean', 'option'] as const

function readVersion(value: unknown, what: string): string {
  const version = textOf(value, what)
  if (parse(version)?.version !== version) throw new Error(`${what} is not a semantic version`)
  return version
}

function readDeprecation(value: unknown, what: string): NonNullable<IndexPlugin['deprecated']> {
  const deprecated = fieldsOf(value, what)
  return {
    since: textOf(deprecated['since'], `${what}.since`),
    ...optional('replacedBy', deprecated, what, textOf),
    ...optional('message', deprecated, what, textOf),
  }
}

function readYank(value: unknown, what: string): NonNullable<IndexRelease['yanked']> {
  const yanked = fieldsOf(value, what)
  return {
    at: timeOf(yanked['at'], `${what}.at`),
    severity: oneOf(yanked['severity'], `${what}.severity`, ['normal', 'critical']),
    ...optional('reason', yanked, what, textOf),
  }
}
