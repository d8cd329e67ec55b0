import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {columns, type Printer} from './columns.ts'
import {ageOf} from './human-duration.ts'

const _objects = (value: unknown): JsonObject[] => (isList(value) ? value.filter(isObject) : [])
const partsOf = (object: ApiObject) => ({
  spec: asObject(treeOf(object)['spec']),
  status: asObject(treeOf(object)['status']),
})
const age = (object: ApiObject, nowMs: number): string => ageOf(object.metadata.creationTimestamp, nowMs)
const _orNone = (value: string): string => value || '<none>'

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}
const modes = (value: Json | undefined): string =>
  isList(value) ? value.map((mode) => shortModes[String(mode)] ?? String(mode)).join(',') : ''

const volumeClaims: Printer = {
  columns: columns('Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,VolumeMode*'),
  cells(claim, nowMs) {
    const {spec, status} = partsOf(claim)
    const bound = asText(spec['volumeName']) !== ''
    return [
      claim.metadata.name,
      claim.metadata.deletionTimestamp ? 'Terminating' : asText(status['phase']),
      asText(spec['volumeName']),
      bound ? asText(asObject(status['capacity'])['storage']) : '',
      bound ? modes(status['accessModes']) : '',
      asText(spec['storageClassName']),
      asText(spec['volumeAttributesClassName']) || '<unset>',
      age(claim, nowMs),
      asText(spec['volumeMode']) || '<unset>',
    ]
  },
}

const volumes: Printer = {
  columns: columns(
    'Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age,VolumeMode*',
  ),
  cells(volume, nowMs) {
    const {spec, status} = partsOf(volume)
    const claim = asObject(spec['claimRef'])
    return [
      volume.metadata.name,
      asText(asObject(spec['capacity'])['storage']),
      modes(spec['accessModes']),
      asText(spec['persistentVolumeReclaimPolicy']),
      volume.metadata.deletionTimestamp ? 'Terminating' : asText(status['phase']),
      claim['name'] ? `${asText(claim['namespace'])}/${asText(claim['name'])}` : '',
      asText(spec['storageClassName']),
      asText(spec['volumeAttributesClassName']) || '<unset>',
      asText(status['reason']),
      age(volume, nowMs),
      asText(spec['volumeMode']) || '<unset>',
    ]
  },
}

const storageClasses: Printer = {
  columns: columns('Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age'),
  cells(object, nowMs) {
    const isDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
    return [
      isDefault ? `${object.metadata.name} (default)` : object.metadata.name,
      asText(object['provisioner']),
      asText(object['reclaimPolicy']) || 'Delete',
      asText(object['volumeBindingMode']) || 'Immediate',
      object['allowVolumeExpansion'] === true,
      age(object, nowMs),
    ]
  },
}

export const storagePrinters: Readonly<Record<string, Printer>> = {
  '/persistentvolumeclaims': volumeClaims,
  '/persistentvolumes': volumes,
  'storage.k8s.io/storageclasses': storageClasses,
}
