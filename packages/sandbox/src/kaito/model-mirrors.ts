import type {ApiObject} from '../api.ts'
import {conditionIs} from '../controllers/conditions.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {reconciler} from '../controllers/reconciler.ts'
import {jobs, persistentVolumeClaims} from '../controllers/resources.ts'
import {type Controller, timestamp, type World} from '../controllers/world.ts'
import {no, type Told, withFinalizer, withoutFinalizer, writeStatus, yes} from './conditions.ts'
import {presetModel} from './models.ts'
import {baseTag, operatorOf} from './operator.ts'
import {finalizer, kaito, label} from './resources.ts'

const claimFinalizer = 'kaito.sh/model-mirror-protection'
const bytesPerSecond = 4e8
const retryMs = 300_000

/** Keeps copies of weights on shared volumes. Source: KAITO v0.12 `pkg/modelmirror`. */
export const modelMirrorController: Controller = (world) =>
  reconciler(world, {
    name: 'modelmirror-controller',
    sources: [
      {resource: kaito.modelMirrors, keys: (object) => [object.metadata.name]},
      {
        resource: jobs,
        keys: ({metadata: {labels = {}}}) => [labels[label.mirror] ?? []].flat(),
      },
      {
        resource: persistentVolumeClaims,
        keys: ({metadata: {labels = {}}}) => [labels[label.mirror] ?? []].flat(),
      },
    ],
    reconcile(name, again) {
      const mirror = world.api.get(kaito.modelMirrors, name)
      if (!mirror || !operatorOf(world.api).isOn('ModelMirror')) return
      if (isTerminating(mirror)) return release(world, mirror)
      bring(world, withFinalizer(world, kaito.modelMirrors, mirror, finalizer.mirror), again)
    },
  })

function release(world: World, mirror: ApiObject): void {
  const {name} = mirror.metadata
  const {jobNamespace} = mirror.spec
  for (const job of jobsOf(world, mirror)) {
    if (!isTerminating(job)) world.api.delete(jobs, job.metadata.name, jobNamespace, {propagation: 'Background'})
  }
  const claim = world.api.get(persistentVolumeClaims, name, jobNamespace)
  if (claim) {
    withoutFinalizer(world, persistentVolumeClaims, claim, claimFinalizer)
    if (!isTerminating(claim)) world.api.delete(persistentVolumeClaims, name, jobNamespace)
  }
  withoutFinalizer(world, kaito.modelMirrors, mirror, finalizer.mirror)
}

const jobsOf = (world: World, {metadata, spec}: ApiObject): ApiObject[] =>
  world.api.list(jobs, {namespace: spec.jobNamespace, labels: {[label.mirror]: metadata.name}})

function bring(world: World, mirror: ApiObject, again: (time: number) => void): void {
  const {told, ...status} = mirror.spec.mode === 'Static' ? brought : managed(world, mirror, again)
  writeStatus(world, kaito.modelMirrors, mirror, told, status)
}

interface Standing {
  readonly told: readonly Told[]
  readonly [field: string]: unknown
}

const ownStorage = yes('StaticMirror', 'storage is brought along')
const brought: Standing = {
  told: [
    ['StorageReady', ownStorage],
    ['Ready', ownStorage],
  ],
  phase: 'Ready',
}

function managed(world: World, mirror: ApiObject, again: (time: number) => void): Standing {
  const {name} = mirror.metadata
  const {jobNamespace, source} = mirror.spec
  if (!world.api.get(persistentVolumeClaims, name, jobNamespace)) createClaim(world, mirror)
  const claim = world.api.get(persistentVolumeClaims, name, jobNamespace)
  const bound = claim?.status?.phase === 'Bound'
  const storage: Told = [
    'StorageReady',
    bound ? yes('PVCBound', `PVC ${name} is bound`) : no('PVCPending', `PVC ${name} is not bound`),
  ]
  const all = jobsOf(world, mirror)
  const failed = all.find((job) => conditionIs(job.status?.conditions, 'Failed'))
  if (failed) {
    const message = retryLater(world, failed, again)
    return {told: [storage, ['Ready', no('DownloadFailed', message)]], phase: 'Pending', failureMessage: message}
  }
  const done = all.some((job) => conditionIs(job.status?.conditions, 'Complete'))
  if (done || conditionIs(mirror['status']?.conditions, 'Ready')) {
    return {
      told: [storage, ['Ready', yes('DownloadSucceeded', 'model is downloaded')]],
      phase: 'Ready',
      modelPath: `/models/${source.modelID}`,
      lastDownloadTime: mirror['status']?.lastDownloadTime ?? timestamp(world.clock.now()),
      download: null,
    }
  }
  if (all.length === 0) createJob(world, mirror)
  const download = {speedBytesPerSecond: bytesPerSecond, remainingSeconds: Math.round(seconds(mirror))}
  return {told: [storage], phase: 'Pending', download}
}

/** Takes a failed Job away after its pause, so that another one is made; gives the reason of the failure. */
function retryLater(world: World, failed: ApiObject, again: (time: number) => void): string {
  const condition = failed.status.conditions.find((one: {type: string}) => one.type === 'Failed')
  const retryAt = Date.parse(condition.lastTransitionTime) + retryMs
  const {name, namespace} = failed.metadata
  if (world.clock.now() < retryAt) again(retryAt)
  else if (!isTerminating(failed)) world.api.delete(jobs, name, namespace, {propagation: 'Background'})
  return condition.message ?? 'download failed'
}

/** Seconds a download takes. */
const seconds = ({spec}: ApiObject): number =>
  ((presetModel(spec.source.modelID)?.weightGiB ?? 14) * 2 ** 30) / bytesPerSecond

function createClaim(world: World, {metadata: {name}, spec}: ApiObject): void {
  world.api.create(persistentVolumeClaims, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {name, namespace: spec.jobNamespace, labels: {[label.mirror]: name}, finalizers: [claimFinalizer]},
    spec: {
      accessModes: ['ReadWriteMany'],
      ...(spec.storage?.storageClassName ? {storageClassName: spec.storage.storageClassName} : {}),
      resources: {requests: {storage: spec.storage?.size}},
    },
  })
}

function createJob(world: World, mirror: ApiObject): void {
  const {name} = mirror.metadata
  const {jobNamespace, source, serviceAccountName} = mirror.spec
  const labels = {[label.mirror]: name}
  world.api.create(jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {name: `${name}-download-${world.random.suffix(5)}`, namespace: jobNamespace, labels},
    spec: {
      backoffLimit: 3,
      ttlSecondsAfterFinished: 3600,
      template: {
        metadata: {labels, annotations: {'sandbox.ome.cli/run-for': `${Math.round(seconds(mirror))}s`}},
        spec: {
          restartPolicy: 'Never',
          ...(serviceAccountName ? {serviceAccountName} : {}),
          containers: [
            {
              name: 'downloader',
              image: `${operatorOf(world.api).registry}/kaito-base:${baseTag}`,
              command: ['/bin/sh', '-c', `hf download ${source.modelID} --local-dir /models/${source.modelID}`],
              volumeMounts: [{name: 'models', mountPath: '/models'}],
            },
          ],
          volumes: [{name: 'models', persistentVolumeClaim: {claimName: name}}],
        },
      },
    },
  })
}
