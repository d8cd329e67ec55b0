import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'

export type Answer = 'yes' | 'no' | 'unknown'

/** What a SelfSubjectAccessReview is asked. */
export interface Question {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly name?: string
  /** Absent: cluster scope, or all namespaces. */
  readonly namespace?: string
}

export interface Identity {
  readonly user: string
  readonly groups: readonly string[]
}

/** One PolicyRule of a SelfSubjectRulesReview. */
export interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
}

export interface Rules {
  readonly rules: readonly PolicyRule[]
  /** The server could not list all of them. */
  readonly incomplete: boolean
}

const review = (group: string, plural: string, kind: string): ResourceRef & {kind: string} => ({
  group,
  version: 'v1',
  plural,
  kind,
  namespaced: false,
})
const accessReviews = review('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview')
const rulesReviews = review('authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview')
const subjectReviews = review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview')

/** Who the API server takes the person for. */
export async function askIdentity(kube: KubeClient): Promise<Identity> {
  const {status} = await ask(kube, subjectReviews, {})
  return {user: String(status?.userInfo?.username ?? ''), groups: texts(status?.userInfo?.groups)}
}

/** Whether one request would be let through. `unknown`: the server could not say. */
export async function askAccess(kube: KubeClient, question: Question): Promise<Answer> {
  const {namespace = '', verb, group, resource, subresource, name} = question
  const resourceAttributes = {
    namespace,
    verb,
    group,
    resource,
    ...(subresource ? {subresource} : {}),
    ...(name ? {name} : {}),
  }
  const {status} = await ask(kube, accessReviews, {resourceAttributes})
  if (status?.allowed === true) return 'yes'
  return status?.evaluationError && status.denied !== true ? 'unknown' : 'no'
}

/** The rules that hold for the person in a namespace, cluster-wide ones included. */
export async function askRules(kube: KubeClient, namespace: string): Promise<Rules> {
  const {status} = await ask(kube, rulesReviews, {namespace})
  const rules: unknown = status?.resourceRules
  return {
    rules: Array.isArray(rules)
      ? rules.map((rule) => ({
          verbs: texts(rule.verbs),
          apiGroups: texts(rule.apiGroups),
          resources: texts(rule.resources),
          ...(rule.resourceNames?.length > 0 ? {resourceNames: texts(rule.resourceNames)} : {}),
        }))
      : [],
    incomplete: status?.incomplete === true,
  }
}

async function ask(kube: KubeClient, resource: ResourceRef & {kind: string}, spec: object): Promise<KubeObject> {
  return kube.create(
    resource,
    {apiVersion: `${resource.group}/v1`, kind: resource.kind, metadata: {name: ''}, spec},
    {fieldValidation: 'Ignore'},
  )
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
