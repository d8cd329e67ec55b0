import type {ApiObject} from '../api.ts'
import {persistentVolumeClaims, persistentVolumes} from './resources.ts'
import type {World} from './world.ts'

const zone = 'topology.kubernetes.io/zone'
const hostname = 'kubernetes.io/hostname'

/** What a storage provider needs for one volume, cluster milliseconds. */
export const provisioningMs = 1500

/** The volume that a class's provisioner makes for a claim, near the node that was chosen. */
export function provision(
  world: World,
  claim: ApiObject,
  storageClass: ApiObject,
  node: ApiObject | undefined,
): ApiObject {
  const name = `pvc-${claim.metadata.uid}`
  const provisioner: string = storageClass['provisioner']
  const terms = affinity(provisioner, node)
  return world.api.create(persistentVolumes, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name,
      annotations: {'pv.kubernetes.io/provisioned-by': provisioner},
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: {
      capacity: {storage: claim.spec.resources?.requests?.storage ?? '1Gi'},
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: storageClass['reclaimPolicy'] ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      ...(storageClass['mountOptions'] ? {mountOptions: storageClass['mountOptions']} : {}),
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: claim.metadata.name,
        namespace: claim.metadata.namespace,
        uid: claim.metadata.uid,
      },
      ...(terms ? {nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: terms}]}}} : {}),
      ...source(provisioner, name, node),
    },
  })
}

const isLocal = (provisioner: string): boolean => /local|hostpath|topolvm/.test(provisioner)

function affinity(provisioner: string, node: ApiObject | undefined): unknown[] | undefined {
  const key = isLocal(provisioner) ? hostname : zone
  const value = node?.metadata.labels?.[key]
  return value === undefined ? undefined : [{key, operator: 'In', values: [value]}]
}

const source = (provisioner: string, name: string, node: ApiObject | undefined): Record<string, unknown> =>
  isLocal(provisioner) && node
    ? {hostPath: {path: `/opt/local-path-provisioner/${name}`, type: 'DirectoryOrCreate'}}
    : {csi: {driver: provisioner, volumeHandle: name}}

/** Makes a claim's volume as large as the claim wants by now. */
export function expand(world: World, claim: ApiObject, volume: ApiObject): void {
  const {name, namespace} = claim.metadata
  const {storage} = claim.spec.resources.requests
  world.api.patch(persistentVolumes, volume.metadata.name, undefined, {spec: {capacity: {storage}}})
  const status = {capacity: {storage}, conditions: []}
  world.api.patch(persistentVolumeClaims, name, namespace, {status}, 'status')
  const message = 'MountVolume.NodeExpandVolume succeeded for volume '
  world.api.event(claim, 'Normal', 'FileSystemResizeSuccessful', `${message}"${volume.metadata.name}"`, 'kubelet')
}
