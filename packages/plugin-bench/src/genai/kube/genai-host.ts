import {at, list, text, texts} from '@ome/capacity/fields'
import {missingService} from '@ome/inference-model/get-service'
import {serviceStore} from '@ome/inference-model/service-store'
import {baseModels, benchmarkJobs, clusterBaseModels, inferenceServices} from '@ome/kinds/ome'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {podConfinement} from '@ome/sdk/pod-confinement'
import {podState} from '@ome/sdk/pod-state'
import {plain} from '@ome/sdk/text'
import {benchmarkJob, type GenaiWish, readerContainer, readerLabel, readerObjects} from '../domain/benchmark-job.ts'
import type {GenaiHost} from '../domain/genai-host.ts'

const core = (plural: string, kind: string): ResourceRef => ({group: '', version: 'v1', plural, kind, namespaced: true})
const pods = core('pods', 'Pod')
const configMaps = core('configmaps', 'ConfigMap')
const jobs: ResourceRef = {group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true}

/** `kube` outlives Ctrl-C, so that what was made can be removed. */
export function genaiHost(kube: KubeClient, image: string, warn: (message: string) => void): GenaiHost {
  const made: {readonly resource: ResourceRef; readonly name: string; readonly namespace: string}[] = []
  const create = async (resource: ResourceRef, body: KubeObject): Promise<KubeObject> => {
    const {name, namespace = ''} = body.metadata
    const created = await kube.create(resource, body, {namespace})
    made.push({resource, name, namespace})
    return created
  }
  return {
    about: ({service}) => about(kube, service),
    async begin(wish) {
      await create(benchmarkJobs, benchmarkJob(wish))
    },
    async end(wish, signal, tell) {
      const over = new AbortController()
      const ends = AbortSignal.any([signal, over.signal])
      try {
        await Promise.race([completed(kube, wish, ends, tell), stuckPod(kube, wish, ends)])
      } finally {
        over.abort()
      }
    },
    async results(wish, signal) {
      const {job, script} = readerObjects(wish, image, podConfinement)
      const {metadata} = await create(jobs, job)
      await kube.create(configMaps, script(metadata.uid ?? ''), {namespace: wish.service.namespace})
      return await readLines(kube, wish, signal)
    },
    async remove() {
      for (const {resource, name, namespace} of made.splice(0).reverse())
        try {
          await kube.delete(resource, name, {namespace, propagation: 'Background'})
        } catch (error) {
          if (!isOmeError(error)) throw error
          if (error.kind !== 'not-found') warn(`${resource.plural}/${name} was not removed: ${error.message}`)
        }
    },
  }
}

async function about(kube: KubeClient, {name, namespace}: GenaiWish['service']): ReturnType<GenaiHost['about']> {
  const [service, running, resources] = await Promise.all([
    kube.get(inferenceServices, name, {namespace}),
    kube.list(pods, {namespace, labelSelector: `ome.io/inferenceservice=${name}`}),
    kube.resources(),
  ])
  if (!service) throw await missingService(serviceStore(kube), {name, namespace})
  const model = text(at(service, 'spec', 'model', 'name'))
  const isOwn = text(at(service, 'spec', 'model', 'kind')) === 'BaseModel'
  const found =
    model === undefined
      ? undefined
      : await (isOwn ? kube.get(baseModels, model, {namespace}) : kube.get(clusterBaseModels, model))
  return {
    hasModel: model !== undefined,
    storageUri: text(at(found, 'spec', 'storage', 'storageUri')),
    served: servedNames(running),
    asksByServedName: resources.some(({group, plural}) => group === 'ome.io' && plural === 'inferencereplicas'),
  }
}

/** What the engine's command line says; vLLM takes several names. */
function servedNames(running: readonly KubeObject[]): readonly string[] | undefined {
  for (const pod of running)
    for (const container of list(at(pod, 'spec', 'containers'))) {
      const words = [...texts(at(container, 'command')), ...texts(at(container, 'args'))]
      const index = words.findIndex((word) => /^--served-model-name(?:=|$)/.test(word))
      if (index < 0) continue
      const [, first] = (words[index] ?? '').split('=')
      const next = words.slice(index + 1)
      const more = next.findIndex((word) => word.startsWith('-'))
      return [...(first === undefined ? [] : [first]), ...next.slice(0, more < 0 ? undefined : more)]
    }
  return undefined
}

async function completed(
  kube: KubeClient,
  {name, service: {namespace}}: GenaiWish,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<void> {
  for await (const {type, object} of kube.watch(benchmarkJobs, {
    namespace,
    fieldSelector: `metadata.name=${name}`,
    signal,
  })) {
    if (type === 'DELETED') throw new OmeError('failed', `benchmarkjob/${name} was removed while it ran`)
    const state = text(object['status']?.state) ?? 'Pending'
    const why = text(object['status']?.failureMessage) ?? text(object['status']?.details)
    tell(plain(`benchmarkjob/${name} is ${state}${why === undefined ? '' : `: ${why}`}`))
    if (state === 'Completed') return
    if (state === 'Failed')
      throw new OmeError('failed', plain(`benchmarkjob/${name} failed: ${why ?? 'no reason is given'}`))
  }
  signal.throwIfAborted()
}

/** OME says of a job only that it runs: a pod that cannot start would be waited for without end. */
async function stuckPod(
  kube: KubeClient,
  {name, service: {namespace}}: GenaiWish,
  signal: AbortSignal,
): Promise<never> {
  for await (const {object} of kube.watch(pods, {namespace, labelSelector: `benchmark=${name}`, signal})) {
    const state = podState(object, name)
    if (state.phase === 'stuck' && !state.isUnplaced)
      throw new OmeError('failed', plain(`benchmarkjob/${name} cannot start: ${state.why}`), [
        'the image of OME releases is not always published: --genai-image IMAGE',
      ])
  }
  return await new Promise<never>(() => undefined)
}

async function readLines(kube: KubeClient, {name, service: {namespace}}: GenaiWish, signal: AbortSignal) {
  for await (const {object} of kube.watch(pods, {namespace, labelSelector: `${readerLabel}=${name}`, signal})) {
    const state = podState(object, readerContainer)
    if (state.phase === 'stuck' && !state.isUnplaced)
      throw new OmeError('failed', plain(`the results cannot be read: ${state.why}`))
    if (state.phase !== 'ended') continue
    const lines: string[] = []
    for await (const line of kube.logs(object.metadata.name, {namespace, container: readerContainer, signal}))
      lines.push(line)
    if (state.code === 0) return lines
    throw new OmeError('failed', plain(`the results cannot be read: ${lines.at(-1) ?? `code ${state.code}`}`))
  }
  signal.throwIfAborted()
  throw new OmeError('unreachable', 'the results cannot be followed any further')
}
