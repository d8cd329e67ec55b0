import {serverStatus} from '@ome/sdk/status'
import type {Question} from './reviews.ts'

/**
 * The request an authorizer of Kubernetes refused, from its message (`… cannot list resource "pods" in API group "" in
 * the namespace "a"`; k8s.io/apiserver, responsewriters/errors.go). Undefined for other refusals, such as an admission's.
 */
export function forbiddenQuestion(error: unknown): Question | undefined {
  const {code, message = ''} = serverStatus(error) ?? {}
  return code === 403 ? refusedQuestion(message) : undefined
}

/** The request that a sentence of the authorizer says was refused. */
export function refusedQuestion(text: string): Question | undefined {
  const found =
    /cannot (\S+) resource "([^"/]+)(?:\/([^"]+))?" in API group "([^"]*)" (?:in the namespace "([^"]+)"|at the cluster scope)/.exec(
      text,
    )
  if (!found) return undefined
  const [, verb = '', resource = '', subresource, group = '', namespace] = found
  return {
    verb,
    group,
    resource,
    ...(subresource === undefined ? {} : {subresource}),
    ...(namespace === undefined ? {} : {namespace}),
  }
}
