import type {Identity, PolicyRule, Question} from './reviews.ts'

export interface RoleOrder {
  readonly name: string
  readonly questions: readonly Question[]
  /** Where a Role and its binding stand. */
  readonly namespace: string
  /** Whom it is for; without one it is bound to nobody. */
  readonly identity?: Pick<Identity, 'user'> | undefined
}

/** A Kubernetes object as plain data, in the order a person reads it. */
export type Manifest = Readonly<Record<string, unknown>>

const group = 'rbac.authorization.k8s.io'
const apiVersion = `${group}/v1`

/** Role and RoleBinding for rights in a namespace, ClusterRole and ClusterRoleBinding for those in the whole cluster. */
export function roleManifests({name, questions, namespace, identity}: RoleOrder): readonly Manifest[] {
  const inNamespace = rulesOf(questions.filter((question) => question.namespace !== undefined))
  const inCluster = rulesOf(questions.filter((question) => question.namespace === undefined))
  const place = {name, namespace}
  return [
    ...(inNamespace.length === 0
      ? []
      : [{apiVersion, kind: 'Role', metadata: place, rules: inNamespace}, ...binding('Role', place, identity)]),
    ...(inCluster.length === 0
      ? []
      : [
          {apiVersion, kind: 'ClusterRole', metadata: {name}, rules: inCluster},
          ...binding('ClusterRole', {name}, identity),
        ]),
  ]
}

/**
 * One ClusterRole with all rights. With `aggregateTo` they join a role of Kubernetes (`view`, `edit`, `admin`);
 * otherwise the role is bound in the namespace, and in the cluster where that is needed.
 */
export function clusterRoleManifests(order: RoleOrder, aggregateTo: string | undefined): readonly Manifest[] {
  const {name, questions, namespace, identity} = order
  const rules = rulesOf(questions)
  if (rules.length === 0) return []
  const labels = aggregateTo === undefined ? {} : {labels: {[`${group}/aggregate-to-${aggregateTo}`]: 'true'}}
  const role = {apiVersion, kind: 'ClusterRole', metadata: {name, ...labels}, rules}
  if (aggregateTo !== undefined) return [role]
  const needsCluster = questions.some((question) => question.namespace === undefined)
  return [role, ...binding('ClusterRole', needsCluster ? {name} : {name, namespace}, identity)]
}

function binding(
  kind: 'Role' | 'ClusterRole',
  metadata: {readonly name: string; readonly namespace?: string},
  identity: RoleOrder['identity'],
): readonly Manifest[] {
  if (!identity) return []
  return [
    {
      apiVersion,
      kind: metadata.namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata,
      roleRef: {apiGroup: group, kind, name: metadata.name},
      subjects: [subject(identity.user)],
    },
  ]
}

function subject(user: string): Manifest {
  const [, account, namespace, name] = /^(system:serviceaccount):([^:]+):(.+)$/.exec(user) ?? []
  return account === undefined ? {kind: 'User', apiGroup: group, name: user} : {kind: 'ServiceAccount', namespace, name}
}

/** As few rules as possible: resources of one group that share their verbs stand together. */
export function rulesOf(questions: readonly Question[]): readonly PolicyRule[] {
  const verbs = new Map<string, {readonly question: Question; readonly verbs: Set<string>}>()
  for (const question of questions) {
    const key = JSON.stringify([question.group, fullResource(question), question.name])
    const entry = verbs.get(key) ?? {question, verbs: new Set<string>()}
    verbs.set(key, {...entry, verbs: entry.verbs.add(question.verb)})
  }
  const rules = new Map<string, PolicyRule>()
  for (const {question, verbs: found} of verbs.values()) {
    const resource = fullResource(question)
    const sorted = [...found].sort()
    const key = JSON.stringify([question.group, question.name, sorted])
    const before = rules.get(key)
    rules.set(key, {
      apiGroups: [question.group],
      resources: [...(before?.resources ?? []), resource].sort(),
      ...(question.name === undefined ? {} : {resourceNames: [question.name]}),
      verbs: sorted,
    })
  }
  return [...rules.values()]
}

const fullResource = ({resource, subresource}: Question): string =>
  subresource === undefined ? resource : `${resource}/${subresource}`
