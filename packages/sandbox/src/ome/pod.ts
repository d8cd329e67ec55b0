import type {ApiObject} from '../api.ts'
import {acceleratorResources} from './accelerator-choice.ts'
import type {ChildInput} from './child-input.ts'
import {fineTunedLabels} from './fine-tuned.ts'
import {asFields, type Fields, list, type MergedPart} from './merge.ts'
import {modelNodeLabel} from './names.ts'

/** What tells the runtime of a child; nothing else does when it was selected. */
export const runtimeLabel = ({runtime}: ChildInput): Record<string, string> =>
  runtime ? {'serving-runtime': runtime.metadata.name} : {}

/** Labels of a component's pods. Source: OME v0.1 `pkg/controller/v1beta1/inferenceservice`. */
export function podLabels(input: ChildInput, base: ApiObject['metadata']): Record<string, string> {
  const {model, merged} = input
  const own = model
    ? {
        'base-model-name': model.metadata.name,
        'base-model-size': String(model.spec.modelParameterSize ?? ''),
        'base-model-type': 'Serving',
        'base-model-vendor': String(model.spec.vendor ?? ''),
      }
    : {}
  const set = Object.entries({
    ...base.labels,
    ...runtimeLabel(input),
    ...own,
    ...(input.weight ? fineTunedLabels(input.weight) : {}),
    ...texts(merged.settings['labels']),
  })
  return Object.fromEntries(set.filter(([key, value]) => value !== '' || !key.startsWith('base-model')))
}

/** Annotations of a component's pods. */
export function podAnnotations({service, model, runtime, merged}: ChildInput): Record<string, string> {
  const carried = Object.entries(service.metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('kubectl.kubernetes.io/'),
  )
  return {
    ...Object.fromEntries(carried),
    ...(model
      ? {
          'ome.io/base-model-name': model.metadata.name,
          'ome.io/base-model-vendor': String(model.spec.vendor ?? ''),
          'ome.io/base-model-format': String(model.spec.modelFormat?.name ?? ''),
          'ome.io/base-model-format-version': String(model.spec.modelFormat?.version ?? ''),
        }
      : {}),
    ...(runtime ? {'ome.io/serving-runtime': runtime.metadata.name} : {}),
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(portsOf(merged)[0]?.containerPort ?? 8080),
    'prometheus.io/path': '/metrics',
    ...texts(merged.settings['annotations']),
  }
}

/** A map of texts; everything in it as text. */
export const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(asFields(value)).map(([key, text]) => [key, String(text)]))

/** The spec of one pod of a component: its runner, the model's folder, the nodes that hold the model. */
export function podSpec(input: ChildInput, part: MergedPart = input.merged): Record<string, unknown> {
  const {model, component, service} = input
  const path: string = model?.spec.storage?.path ?? `/raid/models/${model?.metadata.name}`
  const isEngine = component !== 'router' && model !== undefined
  const volume = {name: 'model-storage', ...modelVolume(model, path)}
  const selector = {
    ...texts(part.pod['nodeSelector']),
    ...(isEngine && 'hostPath' in volume ? {[modelNodeLabel(model)]: 'Ready'} : {}),
    ...(isEngine ? texts(input.accelerator?.spec.discovery?.nodeSelector) : {}),
  }
  const adapter = isEngine && input.weight ? [adapterContainer(input.weight)] : []
  const inits = [...list(part.pod['initContainers']), ...adapter]
  return {
    ...part.pod,
    ...(inits.length > 0 ? {initContainers: inits} : {}),
    containers: [runnerOf(input, part, path, isEngine), ...list(part.pod['containers'])],
    ...(isEngine ? {volumes: [...list(part.pod['volumes']), volume]} : {}),
    ...(Object.keys(selector).length > 0 ? {nodeSelector: selector} : {}),
    ...(component === 'router' ? {serviceAccountName: `${service.metadata.name}-router`} : {}),
  }
}

function modelVolume(model: ApiObject | undefined, path: string): Fields {
  const claim = /^pvc:\/\/(?:[^:/]+:)?([^/]+)\//.exec(String(model?.spec.storage?.storageUri ?? ''))?.[1]
  return claim
    ? {persistentVolumeClaim: {claimName: claim, readOnly: true}}
    : {hostPath: {path, type: 'DirectoryOrCreate'}}
}

const adapterContainer = (weight: ApiObject): Fields => ({
  name: 'fine-tuned-adapter',
  image: 'ome-agent:v0.1.5',
  args: ['fine-tuned-adapter', `--weight=${weight.metadata.name}`],
})

function runnerOf(input: ChildInput, part: MergedPart, path: string, isEngine: boolean): Fields {
  const {merged, model, accelerator, service, component, weight} = input
  const {runner} = part
  const given = new Set(list(runner['env']).map((entry) => entry['name']))
  const config = Object.entries(texts(merged.settings['config'])).map(([name, value]) => ({name, value}))
  const defaults = isEngine
    ? [
        {name: 'MODEL_PATH', value: path},
        {name: 'SERVED_MODEL_NAME', value: model?.metadata.name ?? ''},
        ...(weight ? [{name: 'TFEW_PATH', value: `/mnt/tfew/${weight.metadata.name}`}] : []),
      ]
    : []
  const env = [...defaults, ...config].filter((entry) => !given.has(entry.name))
  const mounts = list(runner['volumeMounts'])
  const ownResources = service.spec[component]?.runner?.resources
  const amounts = isEngine && accelerator && !ownResources ? acceleratorResources(accelerator) : undefined
  return {
    ...runner,
    ports: portsOf(part),
    ...(env.length + given.size > 0 ? {env: [...list(runner['env']), ...env]} : {}),
    ...(isEngine ? {volumeMounts: [...mounts, {name: 'model-storage', mountPath: path, readOnly: true}]} : {}),
    ...(amounts ? {resources: withAmounts(asFields(runner['resources']), amounts)} : {}),
    ...(runner['readinessProbe'] ? {} : {readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 10}}),
  }
}

const withAmounts = (resources: Fields, amounts: Record<string, string>): Fields => ({
  ...resources,
  limits: {...asFields(resources['limits']), ...amounts},
  requests: {...asFields(resources['requests']), ...amounts},
})

interface ContainerPort {
  name?: string
  containerPort: number
  protocol?: string
}

/** Ports of a component's main container; 8080 when it names none. */
export function portsOf({runner}: MergedPart): ContainerPort[] {
  const ports = list(runner['ports']).flatMap((port) =>
    typeof port['containerPort'] === 'number'
      ? [
          {
            ...(typeof port['name'] === 'string' ? {name: port['name']} : {}),
            containerPort: port['containerPort'],
            protocol: 'TCP',
          },
        ]
      : [],
  )
  return ports.length > 0 ? ports : [{name: 'http1', containerPort: 8080, protocol: 'TCP'}]
}

/** The same as ports of a Service. */
export const servicePorts = (merged: MergedPart): unknown[] =>
  portsOf(merged).map((port, index) => ({
    name: port.name ?? `port-${index}`,
    port: port.containerPort,
    targetPort: port.containerPort,
    protocol: 'TCP',
  }))
