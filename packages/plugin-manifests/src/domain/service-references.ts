import {at, list, number, text} from '@ome/capacity/fields'
import {checkNamed, invalidModel, selectRuntime} from '@ome/capacity/runtime-selection'
import {requiredAcceleratorClasses} from '@ome/capacity/selection-input'
import {toModel} from '@ome/inference-model/model'
import {podGpus, toNode} from '@ome/inference-model/node'
import {type Runtime, toRuntime} from '@ome/inference-model/runtime'
import {shortReason} from '@ome/inference-model/short-reason'
import type {KubeObject} from '@ome/sdk/kube'
import type {Finding} from './finding.ts'

/** What a service may refer to: of the manifests and of the cluster, those of the manifests first. */
export interface Surroundings {
  readonly models: readonly KubeObject[]
  readonly runtimes: readonly KubeObject[]
  readonly nodes: readonly KubeObject[]
  readonly accelerators: readonly KubeObject[]
  /** Collections that may not be listed, as `plural.group`: what is missing here may be in them. */
  readonly unlisted?: readonly string[]
  /** Whether OME takes no replicas for Serverless, as up to v1.2; absent: not known. */
  readonly serverless?: boolean | undefined
  /** There may be more in the cluster: what is missing here may be there. */
  readonly isPartial?: true
}

type Found = Pick<Finding, 'level' | 'rule' | 'message'>

/**
 * Whether what an InferenceService names is there, its model and runtime fit each other and find a node large enough,
 * and its numbers of replicas can be kept.
 */
export const serviceFindings = (service: KubeObject, around: Surroundings): readonly Found[] => [
  ...replicaFindings(service),
  ...serverlessFindings(service, around),
  ...requiredAcceleratorClasses(service)
    .filter((name) => !around.accelerators.some(({metadata}) => metadata.name === name))
    .map((name) => missing('accelerator', 'AcceleratorClass', name, undefined, around)),
  ...modelFindings(service, around),
]

function replicaFindings(service: KubeObject): readonly Found[] {
  return ['engine', 'decoder', 'router'].flatMap((component) => {
    const [least, most] = ['minReplicas', 'maxReplicas'].map((key) => number(at(service, 'spec', component, key)))
    return least !== undefined && most !== undefined && most > 0 && least > most
      ? [error('replicas', `spec.${component}: minReplicas ${least} is more than maxReplicas ${most}`)]
      : []
  })
}

/** No replicas mean Serverless for an engine that says nothing else of how it runs. */
function serverlessFindings(service: KubeObject, {serverless}: Surroundings): readonly Found[] {
  const engine = at(service, 'spec', 'engine')
  const isMeant = ['leader', 'worker'].some((part) => at(engine, part) !== undefined) || at(service, 'spec', 'decoder')
  const named = text(at(engine, 'annotations', 'ome.io/deploymentMode'))
  if (serverless === false || number(at(engine, 'minReplicas')) !== 0 || isMeant || named !== undefined) return []
  const message =
    'spec.engine: minReplicas 0 makes OME up to v1.2 run it as Serverless, by Knative: to stop a service, scale it to 0 with ome scale'
  return [serverless ? error('replicas', message) : warning('replicas', message)]
}

function modelFindings(service: KubeObject, around: Surroundings): readonly Found[] {
  const {namespace = 'default'} = service.metadata
  const modelName = text(at(service, 'spec', 'model', 'name'))
  const kind = text(at(service, 'spec', 'model', 'kind'))
  const runtimeName = text(at(service, 'spec', 'runtime', 'name'))
  const runtimes = around.runtimes.filter((each) => isVisible(each, namespace)).map(toRuntime)
  const object =
    modelName === undefined
      ? undefined
      : around.models.find(
          (each) =>
            each.metadata.name === modelName &&
            (kind === undefined || each.kind === kind) &&
            isVisible(each, namespace),
        )
  const absent = [
    ...(modelName === undefined || object ? [] : [missing('model', kind ?? 'model', modelName, namespace, around)]),
    ...(runtimeName === undefined || runtimes.some(({name}) => name === runtimeName)
      ? []
      : [missing('runtime', 'runtime', runtimeName, namespace, around)]),
  ]
  if (!object || absent.length > 0) return absent
  const model = toModel(object)
  if (invalidModel(model))
    return [warning('runtime-fit', `the format of "${model.name}" is not known before it is downloaded`)]
  const input = {model, namespace, runtimes}
  if (runtimeName !== undefined) {
    const result = checkNamed(runtimeName, input)
    return result.ok
      ? gpuFindings(result.runtime, service, around)
      : [error('runtime-fit', shortReason(result.message))]
  }
  const {chosen} = selectRuntime(input)
  if (chosen) return gpuFindings(chosen.runtime, service, around)
  if (hasOwnEngine(service)) return []
  const closed = (around.unlisted ?? []).filter((each) => each.includes('servingruntimes'))
  if (closed.length > 0)
    return [warning('runtime-fit', `whether a runtime fits is not known: you may not list ${closed.join(', ')}`)]
  return around.isPartial
    ? [warning('runtime-fit', `no runtime of the manifests fits "${model.name}" by itself`)]
    : [error('runtime-fit', `no runtime fits "${model.name}" by itself`)]
}

function missing(
  rule: string,
  what: string,
  name: string,
  namespace: string | undefined,
  {isPartial, unlisted = []}: Surroundings,
): Found {
  if (isPartial) return warning(rule, `${what} "${name}" is not in the manifests: the cluster must have it`)
  const closed = unlisted.filter((each) => each.includes(hidden[rule] ?? rule))
  if (closed.length > 0)
    return warning(rule, `whether ${what} "${name}" is there is not known: you may not list ${closed.join(', ')}`)
  return error(rule, `there is no ${what} "${name}"${namespace === undefined ? '' : ` for namespace ${namespace}`}`)
}

/** What the collections of a rule have in their names. */
const hidden: Readonly<Record<string, string>> = {
  model: 'basemodels',
  runtime: 'servingruntimes',
  accelerator: 'acceleratorclasses',
}

const isVisible = ({metadata}: KubeObject, namespace: string): boolean =>
  metadata.namespace === undefined || metadata.namespace === namespace

const hasOwnEngine = (service: KubeObject): boolean =>
  text(at(service, 'spec', 'engine', 'runner', 'image')) !== undefined ||
  list(at(service, 'spec', 'engine', 'containers')).length > 0

function gpuFindings(runtime: Runtime, service: KubeObject, {nodes}: Surroundings): readonly Found[] {
  const own = podGpus({containers: [at(service, 'spec', 'engine', 'runner')]})
  const wanted = own > 0 ? own : runtime.gpusPerPod
  const largest = Math.max(0, ...nodes.map((node) => toNode(node).gpus))
  if (wanted <= largest || nodes.length === 0) return []
  return [warning('gpus', `a pod of ${runtime.name} takes ${wanted} GPUs and the largest node has ${largest}`)]
}

const error = (rule: string, message: string): Found => ({level: 'error', rule, message})
const warning = (rule: string, message: string): Found => ({level: 'warning', rule, message})
