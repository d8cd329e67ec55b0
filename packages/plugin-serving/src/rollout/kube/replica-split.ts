import {at, fields, number, textMap} from '@ome/capacity/fields'
import {inferenceServices} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import {type Canary, type CanaryBackend, canaryName, frontName} from '../domain/canary.ts'
import {holds, ownerOf, serviceChange, serviceOf} from './objects.ts'
import {entryComponent, portOf, removals, secondService, takeOver} from './second-service.ts'

const coreServices: ResourceRef = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true}
const label = 'ome.cli/split'

/** A second service, and a Service in front of the pods of both: each pod gets as many requests as any other. */
export const replicaSplit = (kube: KubeClient): CanaryBackend => ({
  explain: ({service, replicas, percent}) => [
    `split by replicas: Service ${frontName(service)} leads to the pods of ${service} and ${canaryName(service)} alike; ${replicas} of the canary make ${percent} %`,
    `the pods of ${service} are replaced once, for the label that ${frontName(service)} selects by`,
  ],
  async state(canary) {
    const {service, namespace} = canary
    const live = await serviceOf(kube, canary)
    const [front, second] = await Promise.all([
      kube.get(coreServices, frontName(service), {namespace}),
      kube.get(inferenceServices, canaryName(service), {namespace}),
    ])
    const replicas = number(at(second, 'spec', 'engine', 'minReplicas')) ?? 0
    const stable = number(at(live, 'spec', 'engine', 'minReplicas')) ?? 1
    return {
      holds: holds(live, labelled(canary)),
      ...(front && second ? {percent: Math.round((100 * replicas) / (replicas + stable))} : {}),
      measured: `replicas behind Service ${frontName(service)}: ${stable} and ${replicas}`,
      missing: [
        ...(second ? [] : [`inferenceservice/${canaryName(service)}`]),
        ...(front ? [] : [`service.v1/${frontName(service)}`]),
      ],
    }
  },
  async bring(canary) {
    const live = await serviceOf(kube, canary)
    const labels = {[label]: canary.service}
    return [
      ...labelChange(live, canary.service),
      ...(await secondService(kube, live, canary, labels)),
      ...(await frontChange(kube, live, canary)),
    ]
  },
  promote: async (canary) => takeOver(await serviceOf(kube, canary), canary),
  abort: (canary) => clear(kube, canary),
  finish: (canary) => clear(kube, canary),
})

const clear = (kube: KubeClient, {service, namespace}: Canary): Promise<readonly Change[]> =>
  removals(kube, namespace, [
    {resource: coreServices, name: frontName(service), reason: 'requests are split no more'},
    {resource: inferenceServices, name: canaryName(service), reason: 'the pods of the canary end'},
  ])

/** The specs as they are with the label of the split in them. */
function labelled(canary: Canary): Canary {
  const add = (spec: Canary['target']): Canary['target'] => {
    const entry = spec['router'] === undefined ? 'engine' : 'router'
    const part = fields(spec[entry])
    return {...spec, [entry]: {...part, labels: {...textMap(part['labels']), [label]: canary.service}}}
  }
  return {...canary, target: add(canary.target), ...(canary.stable ? {stable: add(canary.stable)} : {})}
}

function labelChange(live: KubeObject, service: string): readonly Change[] {
  const entry = entryComponent(live)
  const keys = ['spec', entry, 'labels', label]
  if (at(live, ...keys) === service) return []
  return [serviceChange(live, [{at: keys, from: undefined, to: service}], 'its pods get the label of the split')]
}

async function frontChange(kube: KubeClient, live: KubeObject, canary: Canary): Promise<readonly Change[]> {
  const {service, namespace} = canary
  const [front, own] = await Promise.all([
    kube.get(coreServices, frontName(service), {namespace}),
    kube.get(coreServices, `${service}-${entryComponent(live)}`, {namespace}),
  ])
  if (front) return []
  const port = portOf(own)
  const body: KubeObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: frontName(service),
      namespace,
      labels: {'ome.cli/canary-of': service},
      ownerReferences: [ownerOf(canary)],
    },
    spec: {selector: {[label]: service}, ports: [{name: 'http', port, targetPort: port}]},
  }
  return [
    {
      action: 'create',
      object: {kind: 'service.v1', name: frontName(service), namespace},
      reason: 'leads to the pods of both',
      write: {method: 'apply', resource: coreServices, body},
    },
  ]
}
