import {at, text} from '@ome/capacity/fields'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'

const reviews = {group: 'authentication.k8s.io', version: 'v1', plural: 'selfsubjectreviews', namespaced: false}

/** The name the cluster knows the caller by; `unknown` where it does not say. */
export async function person(kube: KubeClient): Promise<string> {
  try {
    const body = {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {name: ''}}
    const answer = await kube.create(reviews, body)
    return text(at(answer, 'status', 'userInfo', 'username')) ?? 'unknown'
  } catch (error) {
    // Servers before 1.28 do not have it.
    if (isOmeError(error) && (error.kind === 'not-found' || error.kind === 'denied')) return 'unknown'
    throw error
  }
}
