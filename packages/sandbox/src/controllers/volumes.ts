import {type Admission, ApiError, type ApiObject} from '../api.ts'
import {quantity} from '../quantity.ts'
import {selectedNode} from '../scheduler/pod-writes.ts'
import {claimNames, waitsForConsumer} from '../scheduler/volumes.ts'
import {isTerminating} from './pod-facts.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {nodes, persistentVolumeClaims, persistentVolumes, pods, storageClasses} from './resources.ts'
import {isMeantFor, matchingVolume, sizeOf} from './volume-binding.ts'
import {expand, provision, provisioningMs} from './volume-provisioning.ts'
import type {Controller, World} from './world.ts'

const source = 'persistentvolume-controller'
const claimProtection = 'kubernetes.io/pvc-protection'
const volumeProtection = 'kubernetes.io/pv-protection'

/** Gives claims the default class and protects claims and volumes in use, as the API server's admission does. */
export const volumeAdmission: Admission = {
  name: 'storage',
  resources: [persistentVolumeClaims, persistentVolumes],
  operations: ['CREATE', 'UPDATE'],
  mutate(object, old, api) {
    if (old) return undefined
    const finalizer = object.kind === 'PersistentVolume' ? volumeProtection : claimProtection
    const finalizers = [...new Set([...(object.metadata.finalizers ?? []), finalizer])]
    const metadata = {...object.metadata, finalizers}
    if (object.kind === 'PersistentVolume' || object.spec?.storageClassName !== undefined) return {...object, metadata}
    const standard = api.list(storageClasses).find(isDefault)
    if (!standard) return {...object, metadata}
    return {...object, metadata, spec: {...object.spec, storageClassName: standard.metadata.name}}
  },
  validate(claim, old, api) {
    if (!old || claim.kind !== 'PersistentVolumeClaim' || wantedSize(claim) <= wantedSize(old)) return []
    const storageClass = api.get(storageClasses, old.spec?.storageClassName ?? '')
    if (storageClass?.['allowVolumeExpansion'] === true) return []
    const {name} = claim.metadata
    const message = `persistentvolumeclaims "${name}" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize`
    throw new ApiError({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason: 'Forbidden',
      details: {name, kind: 'persistentvolumeclaims'},
      code: 403,
    })
  },
}

const isDefault = ({metadata}: ApiObject): boolean =>
  metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'

const wantedSize = (claim: ApiObject): number => quantity(claim.spec?.resources?.requests?.storage)

/** Binds claims to volumes, has volumes made where a class says so, and lets go of what nobody uses. */
export const volumeController: Controller = (world) => {
  const inWork = new Set<string>()
  return reconciler(world, {
    name: source,
    sources: [
      {resource: persistentVolumeClaims, keys: (claim) => [keyOf(claim), ...volumeKeys(claim)]},
      {resource: persistentVolumes, keys: (volume) => [`volume ${volume.metadata.name}`, ...claimsFor(world, volume)]},
      {resource: storageClasses, keys: () => world.api.list(persistentVolumeClaims).filter(isUnbound).map(keyOf)},
      {resource: pods, keys: (pod, {type}) => (type === 'MODIFIED' ? [] : claimKeys(pod))},
    ],
    reconcile(key) {
      if (key.startsWith('volume ')) return settleVolume(world, key.slice('volume '.length))
      const {namespace, name} = splitKey(key)
      const claim = world.api.get(persistentVolumeClaims, name, namespace)
      if (!claim) return
      if (isTerminating(claim)) release(world, claim)
      else if (claim.spec.volumeName && claim.status?.phase === 'Bound') keep(world, claim, inWork)
      else bindOrProvision(world, claim, inWork)
    },
  })
}

const isUnbound = (claim: ApiObject): boolean => claim.status?.phase !== 'Bound'
const volumeKeys = ({spec}: ApiObject): string[] => (spec?.volumeName ? [`volume ${spec.volumeName}`] : [])
const claimKeys = (pod: ApiObject): string[] => claimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`)

function claimsFor(world: World, volume: ApiObject): string[] {
  const reference = volume.spec?.claimRef
  if (reference) return [`${reference.namespace}/${reference.name}`]
  return world.api.list(persistentVolumeClaims).filter(isUnbound).map(keyOf)
}

const note = (world: World, claim: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  world.api.event(claim, type, reason, message, source)

function bindOrProvision(world: World, claim: ApiObject, inWork: Set<string>): void {
  const nodeName = claim.metadata.annotations?.[selectedNode]
  const node = nodeName === undefined ? undefined : world.api.get(nodes, nodeName)
  const waits = waitsForConsumer(world.api, claim)
  if (waits && !node && !claim.spec.volumeName) {
    const message = 'waiting for first consumer to be created before binding'
    note(world, claim, 'Normal', 'WaitForFirstConsumer', message)
    return
  }
  const volume = matchingVolume(world.api, claim, waits ? node : undefined)
  if (volume) bind(world, claim, volume)
  else if (!claim.spec.volumeName) demand(world, claim, node, inWork)
}

function demand(world: World, claim: ApiObject, node: ApiObject | undefined, inWork: Set<string>): void {
  const name: string = claim.spec.storageClassName ?? ''
  if (name === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set'
    note(world, claim, 'Normal', 'FailedBinding', message)
    return
  }
  const storageClass = world.api.get(storageClasses, name)
  if (!storageClass) {
    note(world, claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${name}" not found`)
    return
  }
  const provisioner: string = storageClass['provisioner']
  if (provisioner === 'kubernetes.io/no-provisioner' || inWork.has(claim.metadata.uid ?? '')) return
  inWork.add(claim.metadata.uid ?? '')
  const annotations = {
    'volume.beta.kubernetes.io/storage-provisioner': provisioner,
    'volume.kubernetes.io/storage-provisioner': provisioner,
  }
  world.api.patch(persistentVolumeClaims, claim.metadata.name, claim.metadata.namespace, {metadata: {annotations}})
  note(
    world,
    claim,
    'Normal',
    'ExternalProvisioning',
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  )
  const provisioning = `External provisioner is provisioning volume for claim "${keyOf(claim)}"`
  world.api.event(claim, 'Normal', 'Provisioning', provisioning, provisioner)
  world.clock.after(provisioningMs, () => {
    world.queue.add(`provision ${claim.metadata.uid}`, () => deliver(world, claim, node, inWork))
  })
}

function deliver(world: World, claim: ApiObject, node: ApiObject | undefined, inWork: Set<string>): void {
  inWork.delete(claim.metadata.uid ?? '')
  const {name, namespace, uid} = claim.metadata
  const current = world.api.get(persistentVolumeClaims, name, namespace)
  const storageClass = world.api.get(storageClasses, claim.spec.storageClassName)
  if (!current || current.metadata.uid !== uid || isTerminating(current) || !storageClass) return
  const volume = provision(world, current, storageClass, node)
  const message = `Successfully provisioned volume ${volume.metadata.name}`
  world.api.event(current, 'Normal', 'ProvisioningSucceeded', message, storageClass['provisioner'])
}

function bind(world: World, claim: ApiObject, volume: ApiObject): void {
  const {name, namespace, uid} = claim.metadata
  if (!isMeantFor(volume, claim) || volume.spec.claimRef.uid === undefined) {
    const claimRef = {apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid}
    world.api.patch(persistentVolumes, volume.metadata.name, undefined, {spec: {claimRef}})
  }
  const annotations = {'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes'}
  const spec = {volumeName: volume.metadata.name}
  world.api.patch(persistentVolumeClaims, name, namespace, {metadata: {annotations}, spec})
  const status = {phase: 'Bound', accessModes: volume.spec.accessModes, capacity: volume.spec.capacity}
  world.api.patch(persistentVolumeClaims, name, namespace, {status}, 'status')
}

/** A bound claim follows its volume: lost with it, grown when it wants more. */
function keep(world: World, claim: ApiObject, inWork: Set<string>): void {
  const {name, namespace, uid = ''} = claim.metadata
  const volume = world.api.get(persistentVolumes, claim.spec.volumeName)
  if (!volume || !isMeantFor(volume, claim)) {
    world.api.patch(persistentVolumeClaims, name, namespace, {status: {phase: 'Lost'}}, 'status')
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!'
    note(world, claim, 'Warning', 'ClaimLost', message)
    return
  }
  if (wantedSize(claim) <= sizeOf(volume) || inWork.has(uid)) return
  inWork.add(uid)
  const message = `External resizer is resizing volume ${volume.metadata.name}`
  note(world, claim, 'Normal', 'Resizing', message)
  world.clock.after(provisioningMs, () =>
    world.queue.add(`resize ${uid}`, () => {
      inWork.delete(uid)
      const current = world.api.get(persistentVolumeClaims, name, namespace)
      const present = current && world.api.get(persistentVolumes, current.spec.volumeName)
      if (current?.metadata.uid === uid && present) expand(world, current, present)
    }),
  )
}

/** A claim goes once no pod uses it. */
function release(world: World, claim: ApiObject): void {
  const {name, namespace = ''} = claim.metadata
  const isUsed = world.api
    .list(pods, {namespace})
    .some((pod) => claimNames(pod).includes(name) && !/^(Succeeded|Failed)$/.test(pod.status?.phase ?? ''))
  if (isUsed || !claim.metadata.finalizers?.includes(claimProtection)) return
  const finalizers = claim.metadata.finalizers.filter((finalizer) => finalizer !== claimProtection)
  world.api.patch(persistentVolumeClaims, name, namespace, {metadata: {finalizers}})
}

function settleVolume(world: World, name: string): void {
  const volume = world.api.get(persistentVolumes, name)
  if (!volume) return
  const phase = phaseOf(world, volume)
  if (phase === 'Released' && volume.spec.persistentVolumeReclaimPolicy === 'Delete' && !isTerminating(volume))
    world.api.delete(persistentVolumes, name)
  else if (volume.status?.phase !== phase)
    world.api.patch(persistentVolumes, name, undefined, {status: {phase}}, 'status')
  const current = world.api.get(persistentVolumes, name)
  if (!current || !isTerminating(current) || phase === 'Bound') return
  const finalizers = current.metadata.finalizers?.filter((finalizer) => finalizer !== volumeProtection) ?? []
  world.api.patch(persistentVolumes, name, undefined, {metadata: {finalizers}})
}

function phaseOf(world: World, volume: ApiObject): string {
  const reference = volume.spec?.claimRef
  if (!reference) return 'Available'
  const claim = world.api.get(persistentVolumeClaims, reference.name, reference.namespace)
  if (claim && isMeantFor(volume, claim)) return claim.spec.volumeName === volume.metadata.name ? 'Bound' : 'Available'
  return reference.uid === undefined ? 'Available' : 'Released'
}
