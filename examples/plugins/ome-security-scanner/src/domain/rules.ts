import {isAtLeast, type Severity, severities} from './severity.ts'
import type {Container, OpenService, Workload} from './workload.ts'

/** Something that should not be so. */
export interface Finding {
  readonly namespace: string
  readonly object: string
  readonly rule: string
  readonly severity: Severity
  readonly detail: string
}

interface Rule<Subject> {
  readonly rule: string
  readonly severity: Severity
  /** What is wrong, or undefined. */
  readonly find: (subject: Subject) => string | undefined
}

const containerRules: readonly Rule<Container>[] = [
  {rule: 'privileged', severity: 'critical', find: ({isPrivileged}) => (isPrivileged ? 'is privileged' : undefined)},
  {rule: 'root', severity: 'high', find: ({user}) => (user === 'root' ? 'runs as root' : undefined)},
  {
    rule: 'user-not-set',
    severity: 'low',
    find: ({user}) => (user === 'image' ? 'runs as the user its image names' : undefined),
  },
  {
    rule: 'token-in-env',
    severity: 'high',
    find: ({tokens}) => (tokens.length > 0 ? `has a credential as plain value of ${tokens.join(', ')}` : undefined),
  },
  {
    rule: 'remote-code',
    severity: 'high',
    find: ({trustsRemoteCode}) => (trustsRemoteCode ? 'runs code that comes with the model' : undefined),
  },
  {rule: 'moving-tag', severity: 'medium', find: ({image}) => (isMoving(image) ? `runs ${image}` : undefined)},
  {
    rule: 'host-port',
    severity: 'medium',
    find: ({hostPorts}) => (hostPorts.length > 0 ? `takes port ${hostPorts.join(', ')} of its node` : undefined),
  },
]

const workloadRules: readonly Rule<Workload>[] = [
  {
    rule: 'host-mount',
    severity: 'high',
    find: ({hostPaths}) => (hostPaths.length > 0 ? `mounts ${hostPaths.join(', ')} of its node` : undefined),
  },
  {
    rule: 'host-namespace',
    severity: 'high',
    find: ({hostNamespaces}) => (hostNamespaces.length > 0 ? `shares ${hostNamespaces.join(', ')}` : undefined),
  },
]

export interface Audited {
  readonly workloads: readonly Workload[]
  readonly services: readonly OpenService[]
  readonly uncovered: readonly Workload[]
}

/** Everything that should not be so, the worst first. */
export function findings({workloads, services, uncovered}: Audited): readonly Finding[] {
  const found = [
    ...workloads.flatMap(ofWorkload),
    ...services.map(ofService),
    ...uncovered.map(
      ({namespace, object}): Finding => ({
        namespace,
        object,
        rule: 'no-network-policy',
        severity: 'medium',
        detail: 'no NetworkPolicy selects its pods',
      }),
    ),
  ]
  const rank = ({severity}: Finding): number => severities.indexOf(severity)
  const key = ({namespace, object, rule}: Finding): string => `${namespace} ${object} ${rule}`
  return found.sort((a, b) => rank(b) - rank(a) || (key(a) < key(b) ? -1 : 1))
}

export const countAtLeast = (found: readonly Finding[], threshold: Severity): number =>
  found.filter(({severity}) => isAtLeast(severity, threshold)).length

function ofWorkload(workload: Workload): readonly Finding[] {
  const {namespace, object, containers} = workload
  const own = workloadRules.map(({find, ...rule}) => ({...rule, detail: find(workload)}))
  const theirs = containers.flatMap((container) =>
    containerRules.map(({find, ...rule}) => {
      const detail = find(container)
      return {...rule, detail: detail && `${container.name} ${detail}`}
    }),
  )
  return [...own, ...theirs].flatMap(({detail, ...rule}) =>
    detail === undefined ? [] : [{namespace, object, ...rule, detail}],
  )
}

const ofService = ({namespace, name, type, ports}: OpenService): Finding => ({
  namespace,
  object: `service/${name}`,
  rule: 'open-endpoint',
  severity: 'medium',
  detail: `${type} opens port ${ports.join(', ')} to outside the cluster`,
})

/** Without a digest a tag decides, and `latest` (also when none is written) is another image tomorrow. */
function isMoving(image: string): boolean {
  if (image.includes('@')) return false
  const last = image.split('/').at(-1) ?? ''
  return !last.includes(':') || last.endsWith(':latest')
}
