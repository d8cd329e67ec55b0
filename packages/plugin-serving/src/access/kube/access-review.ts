import {at} from '@ome/capacity/fields'
import type {KubeClient} from '@ome/sdk/kube'
import type {AccessReview} from '../domain/action.ts'

const reviews = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'selfsubjectaccessreviews',
  kind: 'SelfSubjectAccessReview',
  namespaced: false,
}

export const accessReview = (kube: KubeClient): AccessReview => ({
  async allows({verb, group, resource: typed, scope}, {namespace}) {
    const [resource = '', subresource] = typed.split('/')
    const resourceAttributes = {
      verb,
      group,
      resource,
      ...(subresource !== undefined && {subresource}),
      ...(scope === 'namespace' && {namespace}),
    }
    const answer = await kube.create(reviews, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {name: ''},
      spec: {resourceAttributes},
    })
    if (at(answer, 'status', 'allowed') === true) return 'yes'
    return at(answer, 'status', 'evaluationError') === undefined ? 'no' : 'unknown'
  },
})
