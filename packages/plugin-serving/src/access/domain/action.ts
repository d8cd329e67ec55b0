import type {KaitoNoun} from '@ome/kaito/kaito-nouns'

/** Something a person does with an object, and the right it takes. */
export interface Action {
  readonly action: string
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly scope: 'namespace' | 'cluster'
  /** What does not work without it. */
  readonly why: string
}

export interface CheckedAction extends Action {
  /** `unknown`: the server could not say. */
  readonly allowed: 'yes' | 'no' | 'unknown'
}

export interface AccessReport {
  readonly noun: KaitoNoun
  readonly name: string
  readonly namespace: string
  readonly actions: readonly CheckedAction[]
}

/** Asks whether this person may do something. */
export interface AccessReview {
  allows(action: Action, where: {readonly namespace: string; readonly name: string}): Promise<CheckedAction['allowed']>
}

const plurals: Readonly<Record<KaitoNoun, string>> = {
  workspace: 'workspaces',
  inferenceset: 'inferencesets',
  ragengine: 'ragengines',
}

const own = (action: string, verb: string, group: string, resource: string, why: string): Action => ({
  action,
  verb,
  group,
  resource,
  scope: 'namespace',
  why,
})
const shared = (action: string, verb: string, group: string, resource: string, why: string): Action => ({
  ...own(action, verb, group, resource, why),
  scope: 'cluster',
})

/** What working with an object of KAITO takes. Source: the resources that KAITO v0.12 makes and reads. */
export function actionsOf(noun: KaitoNoun): readonly Action[] {
  const plural = plurals[noun]
  return [
    own('view', 'get', 'kaito.sh', plural, 'status, health, cost'),
    own('list', 'list', 'kaito.sh', plural, 'status --all, completion'),
    own('view pods', 'list', '', 'pods', 'what keeps it from being ready'),
    own('events', 'list', '', 'events', 'describe'),
    own('logs', 'get', '', 'pods/log', 'logs, logs analyze, logs search'),
    own('proxy', 'get', '', 'services/proxy', 'health, metrics, questions to it'),
    own('proxy pods', 'get', '', 'pods/proxy', 'progress of downloads, GPUs of trainings'),
    own('port-forward', 'create', '', 'pods/portforward', 'port-forward'),
    own('create', 'create', 'kaito.sh', plural, noun === 'ragengine' ? 'rag deploy' : 'deploy, tune start'),
    own('edit', 'patch', 'kaito.sh', plural, 'update, adapters'),
    ...(noun === 'inferenceset' ? [own('scale', 'patch', 'kaito.sh', 'inferencesets/scale', 'scale')] : []),
    own('delete', 'delete', 'kaito.sh', plural, 'delete'),
    ...(noun === 'workspace' ? [own('tune', 'create', '', 'configmaps', 'config create-tuning, tune start')] : []),
    shared('nodes', 'list', '', 'nodes', 'instance types, pressure and price of its nodes'),
    shared('node claims', 'list', 'karpenter.sh', 'nodeclaims', 'what the cloud says about an order'),
    shared('gates', 'list', 'apps', 'deployments', 'features, and what the operator can do'),
  ]
}

/** One rule for all verbs of a resource. */
const rulesOf = (actions: readonly Action[]): readonly object[] =>
  [...Map.groupBy(actions, ({group, resource}) => `${group}/${resource}`).values()].map((same) => ({
    apiGroups: [same[0]?.group ?? ''],
    resources: [same[0]?.resource ?? ''],
    verbs: same.map(({verb}) => verb),
  }))

/** The rules that are missing, as a Role and a ClusterRole; undefined when nothing is. */
export function missingRoles({noun, name, namespace, actions}: AccessReport): readonly object[] | undefined {
  const missing = actions.filter(({allowed}) => allowed !== 'yes')
  if (missing.length === 0) return undefined
  const role = (scope: Action['scope']): readonly object[] => {
    const rules = missing.filter((each) => each.scope === scope)
    if (rules.length === 0) return []
    const isOwn = scope === 'namespace'
    return [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: isOwn ? 'Role' : 'ClusterRole',
        metadata: {name: `ome-${noun}-${name}`, ...(isOwn && {namespace})},
        rules: rulesOf(rules),
      },
    ]
  }
  return [...role('namespace'), ...role('cluster')]
}
