import type {Risk} from '@ome/sdk/need'
import {matches} from './pattern.ts'

/** What is to be installed or run. Without a command it is the plugin as a whole. */
export interface Subject {
  /** npm name. */
  readonly plugin: string
  readonly publisher?: string | undefined
  /** Id of the registry it was installed from. */
  readonly registry?: string | undefined
  /** Id, with blanks or colons. */
  readonly command?: string | undefined
  /** Other words for the same run, such as `scale service` for a `scale` of a service. */
  readonly forms?: readonly string[] | undefined
  readonly risk?: Risk | undefined
}

/** All that is given must hold. `plugin`, `publisher` and `command` are patterns in which `*` stands for any text. */
export interface Match {
  readonly plugin?: string
  readonly publisher?: string
  readonly command?: string
  readonly risk?: Risk
}

export interface DenyRule extends Match {
  readonly message?: string
  readonly contact?: string
  readonly origin: string
}

/** One file's list: what it does not name may not run. */
export interface AllowList {
  readonly rules: readonly Match[]
  readonly origin: string
}

/** What may run inside the cluster; each list holds patterns. */
export interface RemoteGrant {
  readonly images: readonly string[]
  readonly serviceAccounts: readonly string[]
  readonly namespaces: readonly string[]
  readonly origin: string
}

/** A rule that a person's rights must cover for a tier. */
export interface ProbeRule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

export const tierNames = ['viewer', 'data-scientist', 'operator', 'cluster-admin'] as const
export type TierName = (typeof tierNames)[number]

/** What an organisation permits on top of what registries and clusters do. */
export interface Policy {
  /** Ids of the registries that may be used; what came from another does not run. Absent: all. */
  readonly registries?: readonly string[]
  /** Every list must name a plugin or command that is not the host's own. */
  readonly allow: readonly AllowList[]
  readonly deny: readonly DenyRule[]
  /** The only version that may be installed, by npm name. */
  readonly pins: Readonly<Record<string, string>>
  /** Channels that may be followed. Absent: all. */
  readonly channels?: readonly string[]
  /** A release must be at least so old, whatever its registry asks. */
  readonly minReleaseAgeHours?: number
  readonly requireProvenance: boolean
  /** Folders under development may be linked. */
  readonly link: boolean
  /** Absent: nothing runs inside the cluster. Every grant must admit it. */
  readonly remote?: readonly RemoteGrant[]
  /** How long past its expiry a registry's time stamp is taken, never longer than its index is valid. */
  readonly timestampGraceHours?: number
  /** Rules that replace the built-in ones of a tier. */
  readonly tiers: Readonly<Partial<Record<TierName, readonly ProbeRule[]>>>
  /** The file that set a key, for the words of a refusal. */
  readonly origins: Readonly<Record<string, string>>
}

/** What holds without any policy: all may be installed and run, nothing inside the cluster. */
export const openPolicy: Policy = {
  allow: [],
  deny: [],
  pins: {},
  requireProvenance: false,
  link: true,
  tiers: {},
  origins: {},
}

/** Both policies at once: of every key the stricter value holds. What `inner` grants and `outer` does not stays refused. */
export function tighten(outer: Policy, inner: Policy): Policy {
  return {
    allow: [...outer.allow, ...inner.allow],
    deny: [...outer.deny, ...inner.deny],
    pins: {...inner.pins, ...outer.pins},
    requireProvenance: outer.requireProvenance || inner.requireProvenance,
    link: outer.link && inner.link,
    tiers: {...inner.tiers, ...outer.tiers},
    origins: {...inner.origins, ...outer.origins},
    ...given('registries', both(outer.registries, inner.registries, shared)),
    ...given('channels', both(outer.channels, inner.channels, shared)),
    ...given('minReleaseAgeHours', both(outer.minReleaseAgeHours, inner.minReleaseAgeHours, Math.max)),
    ...given('remote', outer.remote && [...outer.remote, ...(inner.remote ?? [])]),
    ...given(
      'timestampGraceHours',
      outer.timestampGraceHours && Math.min(outer.timestampGraceHours, inner.timestampGraceHours ?? Infinity),
    ),
  }
}

/** As {@link tighten}, for the policy of a cluster: it may grant what runs inside it where `outer` says nothing of that. */
export const tightenByCluster = (outer: Policy, cluster: Policy): Policy => ({
  ...tighten(outer, cluster),
  ...given(
    'remote',
    both(outer.remote, cluster.remote, (first, second) => [...first, ...second]),
  ),
})

export interface Refusal {
  readonly message: string
  readonly contact?: string
  /** The file or object that refuses. */
  readonly origin: string
}

/** The host's own package: lists of what is allowed speak of plugins, not of it. */
const host = '@ome/host'

/** Why the policy refuses to install or run something; undefined when it does not. */
export function refusal({deny, allow, registries, origins}: Policy, subject: Subject): Refusal | undefined {
  const rule = deny.find((one) => isDenied(one, subject))
  if (rule)
    return {
      message: rule.message ?? 'it is on the list of what is denied',
      origin: rule.origin,
      ...given('contact', rule.contact),
    }
  if (subject.registry !== undefined && registries?.includes(subject.registry) === false)
    return {
      message: `it came from registry "${subject.registry}", and only these may be used: ${registries.join(', ') || 'none'}`,
      origin: origins['registries'] ?? 'of this machine',
    }
  const list =
    subject.plugin === host ? undefined : allow.find(({rules}) => !rules.some((one) => isAllowed(one, subject)))
  return list && {message: 'it is not on the list of what is allowed', origin: list.origin}
}

/** Why the policy refuses to run an image inside the cluster; undefined when it does not. */
export function remoteRefusal(
  {remote}: Policy,
  wanted: {readonly image: string; readonly serviceAccount: string; readonly namespace: string},
): Refusal | undefined {
  if (remote === undefined)
    return {message: 'no policy allows commands to run inside the cluster', origin: 'the built-in policy'}
  for (const {images, serviceAccounts, namespaces, origin} of remote) {
    if (!matchesOne(images, wanted.image)) return {message: `it does not list the image ${wanted.image}`, origin}
    if (!matchesOne(serviceAccounts, wanted.serviceAccount))
      return {message: `it does not list the service account ${wanted.serviceAccount}`, origin}
    if (!matchesOne(namespaces, wanted.namespace))
      return {message: `it does not list the namespace ${wanted.namespace}`, origin}
  }
  return undefined
}

const matchesOne = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => matches(pattern, text))

/** A rule that names a command or a risk says nothing of a plugin as a whole. */
const isDenied = (rule: Match, subject: Subject): boolean =>
  fits(rule.plugin, subject.plugin) &&
  fits(rule.publisher, subject.publisher) &&
  isSpokenOf(rule.command, subject) &&
  (rule.risk === undefined || (subject.risk !== undefined && includes(subject.risk, rule.risk)))

/** A plugin as a whole is allowed where any of its commands may be. */
const isAllowed = (rule: Match, subject: Subject): boolean =>
  fits(rule.plugin, subject.plugin) &&
  fits(rule.publisher, subject.publisher) &&
  (subject.command === undefined ||
    (isSpokenOf(rule.command, subject) &&
      (rule.risk === undefined || (subject.risk !== undefined && includes(rule.risk, subject.risk)))))

const fits = (pattern: string | undefined, text: string | undefined): boolean =>
  pattern === undefined || (text !== undefined && matches(pattern, text))

const isSpokenOf = (pattern: string | undefined, {command, forms = []}: Subject): boolean =>
  pattern === undefined ||
  (command !== undefined && [command, ...forms].some((form) => matches(spaced(pattern), spaced(form))))

const spaced = (id: string): string => id.replaceAll(':', ' ')

const order: readonly Risk[] = ['read', 'write', 'destructive']

/** Who may remove may also write and read. `admin` is about the tool, and comparable with nothing else. */
const includes = (greater: Risk, smaller: Risk): boolean =>
  greater === smaller ||
  (order.includes(greater) && order.includes(smaller) && order.indexOf(greater) > order.indexOf(smaller))

const shared = (outer: readonly string[], inner: readonly string[]): readonly string[] =>
  outer.filter((word) => inner.includes(word))

const both = <Value>(
  outer: Value | undefined,
  inner: Value | undefined,
  join: (outer: Value, inner: Value) => Value,
): Value | undefined => (outer === undefined ? inner : inner === undefined ? outer : join(outer, inner))

const given = <Key extends string, Value>(key: Key, value: Value | undefined): {readonly [name in Key]?: Value} =>
  value === undefined ? {} : ({[key]: value} as {readonly [name in Key]?: Value})
