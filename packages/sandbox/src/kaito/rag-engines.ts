import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {deployments, nodes, services} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {no, type Told, withFinalizer, withoutFinalizer, writeStatus, yes} from './conditions.ts'
import {placement} from './inference/children.ts'
import {ensureNodes, nodeLabels, releaseNodes, type Wanted} from './node/claims.ts'
import {instanceOf} from './node/gpu-nodes.ts'
import {operatorOf} from './operator.ts'
import {annotation, finalizer, kaito, label, sandboxAnnotations} from './resources.ts'
import {withRevision} from './revisions.ts'

const revisionAnnotation = 'ragengine.kaito.io/revision'
const diskGiB = 200
const ragVersion = '0.12.0'
const longestWaitMs = 600_000

/** Turns RAGEngines into a Deployment and a Service. Source: KAITO v0.12 `pkg/ragengine`. */
export const ragEngineController: Controller = (world) =>
  reconciler(world, {
    name: 'ragengine-controller',
    sources: [
      {resource: kaito.ragEngines, keys: (object) => [keyOf(object)]},
      {resource: deployments, keys: (object) => ownerKey(object, 'RAGEngine')},
      {
        resource: services,
        keys: (object, {type}) => (type === 'DELETED' ? ownerKey(object, 'RAGEngine') : []),
      },
      {resource: kaito.nodeClaims, keys: engineOf},
      {resource: nodes, keys: engineOf},
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const engine = world.api.get(kaito.ragEngines, name, namespace)
      if (!engine) return
      if (isTerminating(engine)) return release(world, engine)
      const deadline = Date.parse(engine.metadata.creationTimestamp ?? '') + longestWaitMs
      if (world.clock.now() < deadline) again(deadline)
      bring(world, withFinalizer(world, kaito.ragEngines, engine, finalizer.ragEngine))
    },
  })

function engineOf({metadata: {labels = {}}}: ApiObject): string[] {
  const name = labels[label.ragEngine]
  const namespace = labels[label.ragEngineNamespace]
  return name && namespace ? [`${namespace}/${name}`] : []
}

function release(world: World, engine: ApiObject): void {
  writeStatus(world, kaito.ragEngines, engine, [
    ['RAGEngineDeleting', yes('ragengineDeleted', 'ragengine is being deleted')],
  ])
  if (releaseNodes(world, engine)) withoutFinalizer(world, kaito.ragEngines, engine, finalizer.ragEngine)
}

function bring(world: World, found: ApiObject): void {
  const {object: engine, revision} = withRevision(world, kaito.ragEngines, found, 'ragengine.kaito.io', found.spec)
  const machines = machinesOf(world, engine)
  const {told} = machines
  if (!machines.isBlocked) {
    children(world, engine, revision, machines.labels)
    told.push(...serviceConditions(world, engine))
  }
  const status = machines.workerNodes ? {workerNodes: machines.workerNodes} : {}
  writeStatus(world, kaito.ragEngines, engine, told, status)
}

interface Machines {
  readonly told: Told[]
  readonly isBlocked: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly workerNodes?: readonly string[]
}

function machinesOf(world: World, engine: ApiObject): Machines {
  const ready: Told = ['ResourceReady', yes('ragengineResourceStatusSuccess', 'ragengine resource is ready')]
  if (!engine.spec.compute?.instanceType) return {told: [ready], isBlocked: false, labels: {}}
  const wanted: Wanted = {owner: engine, machines: engine.spec.compute, count: 1, diskGiB}
  const {nodes: found, claims, ready: standing} = ensureNodes(world, wanted)
  const labels = nodeLabels(wanted, operatorOf(world.api))
  const workerNodes = found.slice(0, 1).map((node) => node.metadata.name)
  const blocked = claims?.isTrue === false ? claims : standing.isTrue ? undefined : standing
  const told: Told[] = blocked
    ? [
        ['NodeClaimReady', no('checkNodeClaimStatusFailed', blocked.message)],
        ['ResourceReady', no('ragengineResourceStatusFailed', blocked.message)],
      ]
    : [['NodeClaimReady', yes('installNodePluginsSuccess', 'node plugins have been installed successfully')], ready]
  return {told, isBlocked: blocked !== undefined, labels, workerNodes}
}

function serviceConditions(world: World, engine: ApiObject): Told[] {
  const {name, namespace, creationTimestamp = ''} = engine.metadata
  const deployment = world.api.get(deployments, name, namespace)
  if ((deployment?.status?.readyReplicas ?? 0) > 0) {
    return [
      ['ServiceReady', yes('RAGEngineServiceSuccess', 'RAG Engine service has been deployed successfully')],
      ['RAGEngineSucceeded', yes('ragengineSucceeded', 'ragengine succeeds')],
    ]
  }
  if (world.clock.now() - Date.parse(creationTimestamp) < longestWaitMs) return []
  const message = 'timed out waiting for the deployment to be ready'
  return [
    ['RAGEngineServiceReady', no('RAGEngineServiceStatusFailed', message)],
    ['RAGEngineSucceeded', no('ragengineFailed', message)],
  ]
}

function children(world: World, engine: ApiObject, revision: string, labels: Readonly<Record<string, string>>): void {
  const {name, namespace} = engine.metadata
  if (!world.api.get(services, name, namespace)) world.api.create(services, serviceOf(engine))
  const wanted = deploymentOf(world, engine, revision, labels)
  const current = world.api.get(deployments, name, namespace)
  if (!current) world.api.create(deployments, wanted)
  else if (current.metadata.annotations?.[revisionAnnotation] !== revision) {
    const [container] = current.spec.template.spec.containers
    const env = wanted.spec.template.spec.containers[0].env
    const spec = {...current.spec.template.spec, containers: [{...container, env}]}
    world.api.update(deployments, {
      ...current,
      metadata: {
        ...current.metadata,
        annotations: {...current.metadata.annotations, [revisionAnnotation]: revision},
      },
      spec: {...current.spec, template: {...current.spec.template, spec}},
    })
  }
}

const metaOf = (engine: ApiObject): ApiObject['metadata'] => ({
  name: engine.metadata.name,
  namespace: engine.metadata.namespace ?? '',
  ownerReferences: [controlledBy(engine)],
})

function serviceOf(engine: ApiObject): ApiObject {
  const isPublic = engine.metadata.annotations?.[annotation.loadBalancer] === 'True'
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metaOf(engine),
    spec: {
      type: isPublic ? 'LoadBalancer' : 'ClusterIP',
      selector: {[label.ragEngine]: engine.metadata.name},
      ports: [{name: 'http', protocol: 'TCP', port: 80, targetPort: 5000}],
    },
  }
}

function deploymentOf(
  world: World,
  engine: ApiObject,
  revision: string,
  wantedLabels: Readonly<Record<string, string>>,
): ApiObject {
  const {name} = engine.metadata
  const {storage, compute, embedding} = engine.spec
  const labels = {[label.ragEngine]: name}
  const volume = storage?.persistentVolume
  const {registry, cloud} = operatorOf(world.api)
  const instance = instanceOf(cloud, compute?.instanceType)
  const gpus = instance && embedding?.local ? {'nvidia.com/gpu': String(instance.gpus)} : undefined
  const requests = gpus ?? (compute?.instanceType && embedding?.local ? undefined : {cpu: '500m', memory: '512Mi'})
  const health = {path: '/health', port: 5000}
  const container = {
    name,
    image: `${registry}/kaito-rag-service:${ragVersion}`,
    command: ['/bin/sh', '-c', 'python3 main.py'],
    ports: [{containerPort: 5000}],
    env: environment(engine),
    ...(requests ? {resources: {requests, ...(gpus ? {limits: gpus} : {})}} : {}),
    readinessProbe: {httpGet: health, initialDelaySeconds: 30, periodSeconds: 10},
    livenessProbe: {httpGet: health, initialDelaySeconds: 600, periodSeconds: 10},
    ...(volume ? {volumeMounts: [{name: 'vector-db-storage', mountPath: mountPath(engine)}]} : {}),
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {...metaOf(engine), labels, annotations: {[revisionAnnotation]: revision}},
    spec: {
      replicas: 1,
      strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 0, maxUnavailable: 1}},
      selector: {matchLabels: labels},
      template: {
        metadata: {labels, annotations: sandboxAnnotations(engine)},
        spec: {
          ...(compute?.instanceType ? placement({nodeLabels: wantedLabels}) : {}),
          terminationGracePeriodSeconds: 60,
          containers: [container],
          ...(volume
            ? {
                volumes: [
                  {name: 'vector-db-storage', persistentVolumeClaim: {claimName: volume.persistentVolumeClaim}},
                ],
              }
            : {}),
        },
      },
    },
  }
}

const mountPath = (engine: ApiObject): string => engine.spec.storage?.persistentVolume?.mountPath ?? '/mnt/data'

/** Variables as the controller sets them; the service reads other names for the embedding (kaito-project/kaito#2365). */
function environment(engine: ApiObject): unknown[] {
  const {embedding, storage, inferenceService, guardrails} = engine.spec
  const {name} = engine.metadata
  const entry = (key: string, value: string | undefined): unknown[] => (value ? [{name: key, value}] : [])
  const secret = (variable: string, from: string | undefined, key: string): unknown[] =>
    from ? [{name: variable, valueFrom: {secretKeyRef: {name: from, key}}}] : []
  const persistDir = storage?.persistentVolume ? `${mountPath(engine)}/${name}` : 'storage'
  return [
    {name: 'POD_NAME', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}},
    {name: 'POD_UID', valueFrom: {fieldRef: {fieldPath: 'metadata.uid'}}},
    ...entry('MODEL_ID', embedding?.local?.modelID),
    ...secret('ACCESS_SECRET', embedding?.remote?.accessSecret, 'EMBEDDING_ACCESS_SECRET'),
    ...entry('EMBEDDING_TYPE', embedding?.local ? 'local' : 'remote'),
    ...entry('VECTOR_DB_TYPE', storage?.vectorDB?.engine ?? 'faiss'),
    ...entry('VECTOR_DB_URL', storage?.vectorDB?.url),
    ...secret('VECTOR_DB_ACCESS_SECRET', storage?.vectorDB?.accessSecret, 'VECTOR_DB_ACCESS_SECRET'),
    ...entry('DEFAULT_VECTOR_DB_PERSIST_DIR', persistDir),
    ...entry('LLM_CONTEXT_WINDOW', inferenceService && String(inferenceService.contextWindowSize)),
    ...entry('LLM_INFERENCE_URL', inferenceService?.url),
    ...secret('LLM_ACCESS_SECRET', inferenceService?.accessSecret, 'LLM_ACCESS_SECRET'),
    ...entry('OUTPUT_GUARDRAILS_ENABLED', guardrails?.enabled ? 'true' : undefined),
  ]
}
