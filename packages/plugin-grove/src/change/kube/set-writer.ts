import {podCliqueScalingGroups, podCliqueSets, podCliques} from '@ome/kinds/grove'
import type {SetWriter} from '../domain/set-writer.ts'

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true}
const configMaps = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}
const sets = {group: 'grove.io', version: 'v1alpha1', namespaced: true}
const resources = {
  PodCliqueSet: podCliqueSets,
  PodClique: podCliques,
  PodCliqueScalingGroup: podCliqueScalingGroups,
}

export const setWriter = (): SetWriter => ({
  scale: ({kind, name, namespace, resourceVersion}, replicas) => ({
    method: 'merge',
    resource: resources[kind],
    name,
    namespace,
    subresource: 'scale',
    body: {...(resourceVersion === undefined ? {} : {metadata: {resourceVersion}}), spec: {replicas}},
  }),
  patchSet: ({name, namespace}, body) => ({method: 'json', resource: podCliqueSets, name, namespace, body}),
  applyObject: (body, force) => ({
    method: 'apply',
    resource: {...sets, ...resourceOf(body.kind), kind: body.kind},
    body,
    force,
  }),
  deletePod: ({name, namespace, uid}, gracePeriodSeconds) => ({
    method: 'delete',
    resource: pods,
    name,
    namespace,
    uid,
    ...(gracePeriodSeconds === undefined ? {} : {gracePeriodSeconds}),
  }),
  createConfigMap: (body) => ({method: 'create', resource: configMaps, body}),
  patchConfigMap: (namespace, name, data) => ({method: 'merge', resource: configMaps, name, namespace, body: {data}}),
  deleteConfigMap: (namespace, name) => ({method: 'delete', resource: configMaps, name, namespace}),
})

const resourceOf = (kind: string): {plural: string; namespaced: boolean} =>
  kind === 'PodCliqueSet'
    ? {plural: 'podcliquesets', namespaced: true}
    : {plural: 'clustertopologybindings', namespaced: false}
