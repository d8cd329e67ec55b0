import type {ApiObject} from '../api.ts'

export interface Toleration {
  readonly key?: string
  readonly operator?: string
  readonly value?: string
  readonly effect?: string
  readonly tolerationSeconds?: number
}

export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: string
  readonly timeAdded?: string
}

interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}

export interface SelectorTerm {
  readonly matchExpressions?: readonly Requirement[]
  readonly matchFields?: readonly Requirement[]
}

/** True when the node's labels satisfy the pod's nodeSelector and its required node affinity. */
export function matchesNode(pod: ApiObject, node: ApiObject): boolean {
  const labels = node.metadata.labels ?? {}
  const selector: Record<string, string> = pod.spec?.nodeSelector ?? {}
  for (const key in selector) if (labels[key] !== selector[key]) return false
  const terms: SelectorTerm[] | undefined =
    pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  return terms === undefined || terms.some((term) => matchesTerm(term, node))
}

/** True when every requirement of the term holds for the node. A term without any matches nothing. */
export function matchesTerm(term: SelectorTerm, node: ApiObject): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length + fields.length === 0) return false
  return (
    expressions.every((requirement) => satisfies(requirement, node.metadata.labels?.[requirement.key])) &&
    fields.every((requirement) => requirement.key === 'metadata.name' && satisfies(requirement, node.metadata.name))
  )
}

function satisfies(requirement: Requirement, value: string | undefined): boolean {
  const values = requirement.values ?? []
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0])
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0])
    default:
      return false
  }
}

/** The first taint that keeps the pod off the node. */
export function untolerated(pod: ApiObject, node: ApiObject): Taint | undefined {
  const taints: Taint[] = node.spec?.taints ?? []
  return taints.find((taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(pod, taint))
}

/** True when one of the pod's tolerations covers the taint. */
export const tolerates = (pod: ApiObject, taint: Taint): boolean => tolerationOf(pod, taint) !== undefined

/** The tolerations of a pod that cover a taint; undefined when none does. */
export function tolerationOf(pod: ApiObject, taint: Taint): readonly Toleration[] | undefined {
  const tolerations: Toleration[] = pod.spec?.tolerations ?? []
  const matching = tolerations.filter(
    (toleration) =>
      (!toleration.effect || toleration.effect === taint.effect) &&
      (toleration.key ? toleration.key === taint.key : toleration.operator === 'Exists') &&
      (toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '')),
  )
  return matching.length > 0 ? matching : undefined
}
