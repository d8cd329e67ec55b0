import {profiles} from '@ome/kinds/kubeflow'
import {namespaces} from '@ome/kinds/kubernetes'
import type {KubeObject} from '@ome/sdk/kube'
import type {ProjectWish, ProjectWriter} from '../domain/project.ts'

/** As the controller of Kubeflow Profiles reads it. */
export const profileOf = ({name, owner, quota}: ProjectWish): KubeObject => ({
  apiVersion: 'kubeflow.org/v1',
  kind: 'Profile',
  metadata: {name},
  spec: {
    owner: {kind: 'User', name: owner},
    ...(Object.keys(quota).length > 0 && {resourceQuotaSpec: {hard: quota}}),
  },
})

export const projectWriter: ProjectWriter = {
  createProfile: (wish) => ({method: 'create', resource: profiles, body: profileOf(wish)}),
  createNamespace: (name) => ({
    method: 'create',
    resource: namespaces,
    body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name}},
  }),
  setQuota: ({metadata: {name}}, hard) => ({
    method: 'merge',
    resource: profiles,
    name,
    body: {spec: {resourceQuotaSpec: {hard}}},
  }),
  remove: ({kind, metadata: {name, uid}}) => ({
    method: 'delete',
    resource: kind === 'Profile' ? profiles : namespaces,
    name,
    propagation: 'Background',
    ...(uid !== undefined && {uid}),
  }),
}
