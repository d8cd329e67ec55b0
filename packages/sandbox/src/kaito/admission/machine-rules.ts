import type {ApiObject} from '../../api.ts'
import {presetModel} from '../models.ts'
import {instanceOf, labelledFacts, matchingNodes} from '../node/gpu-nodes.ts'
import {runtimeOf} from '../operator.ts'
import {annotation} from '../resources.ts'
import {
  disallowed,
  immutable,
  invalidValue,
  isSame,
  missing,
  type Problem,
  type Review,
  type Rule,
  wrong,
} from './problem.ts'

const reserved = new Set([
  'kaito.sh/workspace',
  'kaito.sh/workspacenamespace',
  'kaito.sh/ragengine',
  'kaito.sh/ragenginenamespace',
  'karpenter.kaito.sh/workspace-name',
  'karpenter.kaito.sh/workspace-namespace',
  'karpenter.kaito.sh/inferenceset',
  'karpenter.kaito.sh/inferenceset-namespace',
])

const migProfiles = new Set(
  '1g.5gb 1g.6gb 1g.10gb 1g.12gb 1g.18gb 1g.20gb 1g.23gb 1g.24gb 1g.35gb 1g.45gb 2g.10gb 2g.12gb 2g.20gb 2g.24gb 2g.35gb 2g.45gb 3g.20gb 3g.40gb 3g.47gb 3g.48gb 3g.71gb 3g.90gb 4g.20gb 4g.24gb 4g.40gb 4g.47gb 4g.48gb 4g.71gb 4g.90gb 7g.40gb 7g.80gb 7g.94gb 7g.96gb 7g.141gb 7g.180gb'.split(
    ' ',
  ),
)

/** The machines of a Workspace. Source: KAITO v0.12 `api/v1beta1/workspace_validation.go`. */
export const resourceRules: Rule = (review) => {
  const {object, operator} = review
  const resource = object['resource'] ?? {}
  const isByo = operator.nodeMode === 'byo'
  return [
    ...typeProblems(resource.instanceType, operator.cloud, isByo, 'resource.instanceType'),
    ...selectorProblems(resource.labelSelector, 'resource.labelSelector'),
    ...partitionProblems(review, resource.partition, isByo),
    ...(isByo ? ownNodeProblems(review) : []),
    ...sizeProblems(review, isByo),
  ]
}

/** The instance type of a Workspace or RAGEngine. */
export function typeProblems(type: string | undefined, cloud: string, isByo: boolean, path: string): Problem[] {
  if (isByo) return type ? [disallowed(path)] : []
  if (!type) return [missing(path)]
  const passesUnknown = cloud === 'azure' && /^Standard_[ND]/i.test(type)
  if (instanceOf(cloud, type) || passesUnknown) return []
  return [invalidValue(`Unsupported instance type ${type}`, path)]
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {readonly operator: string; readonly values?: readonly string[]}[]
}

/** A label selector that picks nodes. */
export function selectorProblems(selector: Selector | undefined, path: string): Problem[] {
  const {matchLabels = {}, matchExpressions = []} = selector ?? {}
  const keys = Object.keys(matchLabels)
  const problems: Problem[] = []
  if (matchExpressions.some(({operator, values = []}) => operator !== 'In' || values.length !== 1)) {
    problems.push(wrong('only matchLabels, or matchExpressions with operator In and one value, are supported', path))
  }
  if (keys.length > 0 && matchExpressions.length === 0 && keys.every((key) => reserved.has(key))) {
    problems.push(wrong('labelSelector has only labels that are reserved for KAITO', path))
  }
  return problems
}

function partitionProblems(
  {object, operator}: Review,
  partition: {mode?: string; profile?: string; count?: number} | undefined,
  isByo: boolean,
): Problem[] {
  if (!partition) return []
  const path = 'resource.partition'
  if (object['tuning']) return [disallowed(path)]
  if (!isByo) return [wrong('partition is only supported with nodes of your own', path)]
  const {mode, profile, count} = partition
  if (mode === 'mig') {
    if (!operator.isOn('enableMIG')) return [wrong('feature gate enableMIG is off', `${path}.mode`)]
    if (count) return [disallowed(`${path}.count`)]
    return migProfiles.has(profile ?? '') ? [] : [invalidValue(profile, `${path}.profile`)]
  }
  if (mode === 'accelerator') {
    if (!operator.isOn('enableAccelerator')) return [wrong('feature gate enableAccelerator is off', `${path}.mode`)]
    if (profile) return [disallowed(`${path}.profile`)]
    return count ? [] : [missing(`${path}.count`)]
  }
  return [invalidValue(mode, `${path}.mode`)]
}

const presetOf = (object: ApiObject): string | undefined => object['inference']?.preset?.name

function ownNodeProblems({api, object}: Review): Problem[] {
  if (!presetOf(object)) return []
  const nodes = matchingNodes(api, object['resource']?.labelSelector?.matchLabels ?? {})
  const path = 'resource.labelSelector'
  if (nodes.length === 0) return [wrong('no ready node matches the labels', path)]
  const facts = nodes.map(labelledFacts)
  const [first] = facts
  if (facts.some((one) => one === undefined)) {
    const text = 'nvidia.com/gpu.product, nvidia.com/gpu.count and nvidia.com/gpu.memory must be on every matching node'
    return [wrong(text, path)]
  }
  return facts.every((one) => isSame(one, first)) ? [] : [wrong('the matching nodes have different GPUs', path)]
}

/** Weights against all GPU memory, where the operator knows it before the nodes are there. */
function sizeProblems({api, object, operator}: Review, isByo: boolean): Problem[] {
  const preset = presetOf(object)
  const model = preset === undefined ? undefined : presetModel(preset)
  const isTransformers = runtimeOf(object, operator) === 'transformers'
  if (!model || (!isByo && !isTransformers) || annotation.bypassChecks in (object.metadata.annotations ?? {})) return []
  const nodes = isByo ? matchingNodes(api, object['resource']?.labelSelector?.matchLabels ?? {}) : []
  const instance = instanceOf(operator.cloud, object['resource']?.instanceType)
  const each = isByo ? (nodes[0] ? labelledFacts(nodes[0])?.totalMemoryGiB : undefined) : instance?.totalMemoryGiB
  if (each === undefined) return []
  const machines = isByo ? nodes.length : (object['resource']?.count ?? 1)
  const room = isTransformers ? each : each * machines
  if (room >= model.weightGiB) return []
  return [
    wrong(
      `Insufficient total GPU memory: preset ${preset} needs ${model.weightGiB}Gi, ${room}Gi are there`,
      'resource.instanceType',
    ),
  ]
}

/** What of the machines may not change. */
export const resourceChanges: Rule = ({object, old}) =>
  ['count', 'partition', 'instanceType', 'labelSelector'].flatMap((field) =>
    isSame(object['resource']?.[field], old?.['resource']?.[field]) ? [] : [immutable(`resource.${field}`)],
  )
