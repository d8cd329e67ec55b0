import {at, fields, list, number} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {podGpus, toNode} from '@ome/inference-model/node'
import {clusterTrainingRuntimes, trainingRuntimes, trainJobs} from '@ome/kinds/kubeflow'
import {nodes, pods} from '@ome/kinds/kubernetes'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {kindsOf, notServed, servedOf} from '../../domain/served.ts'
import {warningsOf} from '../../kube/warnings.ts'
import {podSelector} from '../domain/job-kind.ts'
import {type TrainingRuntime, type TrainingStore, toTrainingJob} from '../domain/training-job.ts'
import {toTrainingPod} from '../domain/training-pod.ts'

export const trainingStore = (kube: KubeClient): TrainingStore => ({
  async kinds(word) {
    const served = kindsOf(servedOf(await kube.resources()), 'training')
    if (served.length === 0) throw notServed('training')
    const found = served.filter((kind) => word === undefined || kind.word === word)
    if (found.length > 0) return found
    throw new OmeError('not-found', `the cluster has no ${word}s`, [
      `it has ${served.map((kind) => `${kind.word}s`).join(', ')}`,
    ])
  },
  async get(kind, namespace, name) {
    const raw = await kube.get(kind.resource, name, {namespace})
    return raw && toTrainingJob(kind, raw)
  },
  async names(kinds, namespace) {
    const found = await Promise.all(
      kinds.map(async (kind) => {
        const objects = await ifAllowed(kube.list(kind.resource, {namespace}))
        return (objects ?? []).map(({metadata}) => ({kind, name: metadata.name}))
      }),
    )
    return found.flat()
  },
  async pods({kind, name, namespace, raw}) {
    const found = await kube.list(pods, {namespace, labelSelector: podSelector(kind, name)})
    return found.map((pod) => toTrainingPod(kind, raw, pod))
  },
  warnings: ({name, namespace}) => warningsOf(kube, namespace, name),
  nodes: async () => (await ifAllowed(kube.list(nodes)))?.map(toNode),
  async runtimes(namespace) {
    const [wide, own] = await Promise.all([
      runtimesOf(kube, clusterTrainingRuntimes),
      runtimesOf(kube, trainingRuntimes, namespace),
    ])
    return wide || own ? [...(own ?? []), ...(wide ?? [])] : undefined
  },
  async trainJobFields() {
    const {group, version} = trainJobs
    try {
      const {status, body} = await kube.request('GET', `/openapi/v3/apis/${group}/${version}`)
      return status === 200 ? specFields(await documentOf(body)) : undefined
    } catch (error) {
      if (isOmeError(error) && ['denied', 'not-found', 'failed'].includes(error.kind)) return undefined
      throw error
    }
  },
})

/** Undefined where they may not be listed; empty where they are not served. */
async function runtimesOf(
  kube: KubeClient,
  resource: ResourceRef & {readonly kind: string},
  namespace?: string,
): Promise<readonly TrainingRuntime[] | undefined> {
  const scope = namespace === undefined ? {} : {namespace}
  try {
    return (await ifAllowed(kube.list(resource, scope)))?.map((each) => toRuntime(resource.kind, each))
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return []
    throw error
  }
}

const label = 'trainer.kubeflow.org'

function toRuntime(kind: string, {metadata, spec}: KubeObject): TrainingRuntime {
  const parts = list(at(spec, 'template', 'spec', 'replicatedJobs'))
  const node = parts.find((part) => at(part, 'name') === 'node')
  return {
    kind: kind === 'TrainingRuntime' ? kind : 'ClusterTrainingRuntime',
    name: metadata.name,
    framework: metadata.labels?.[`${label}/framework`] ?? '',
    isDeprecated: metadata.labels?.[`${label}/support`] === 'deprecated',
    nodes: number(at(spec, 'mlPolicy', 'numNodes')) ?? 1,
    gpus: podGpus(at(node, 'template', 'spec', 'template', 'spec')),
  }
}

async function documentOf(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

/** The fields of a TrainJob's spec in an OpenAPI document of its group. */
function specFields(document: unknown): ReadonlySet<string> | undefined {
  for (const schema of Object.values(fields(at(document, 'components', 'schemas')))) {
    const isTrainJob = list(fields(schema)['x-kubernetes-group-version-kind']).some(
      (each) => at(each, 'kind') === 'TrainJob',
    )
    if (isTrainJob) return new Set(Object.keys(fields(at(schema, 'properties', 'spec', 'properties'))))
  }
  return undefined
}
