import type {OperatorProfile} from '@ome/kaito/operator-profile'
import {readOperatorArguments} from '@ome/kaito/operator-reader'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {ResourceRef} from '@ome/sdk/kube'
import {plain} from '@ome/sdk/text'

const deployments: ResourceRef = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}

/**
 * The operator of the cluster. Throws `not-found` where there is none, or none that says its gates, and `denied` where it
 * may not be read.
 */
export async function operatorOf(context: Context): Promise<OperatorProfile> {
  const kube = await context.kube()
  const {isServed, profile} = await readOperatorArguments(kube)
  if (profile) return profile
  // What kept it from being read is said better by the server.
  if (isServed) await kube.list(deployments, {limit: 1})
  const where = `context "${kube.contextName ?? kube.server}"`
  throw new OmeError(
    'not-found',
    isServed ? `the operator of KAITO in ${where} cannot be read` : `KAITO is not installed in ${where}`,
    ['it is a Deployment labelled app.kubernetes.io/name=workspace'],
  )
}

export async function helmIn({env, signal, io, kube}: Context, words: readonly string[]): Promise<void> {
  const {runHelm} = await import('./process/helm.ts')
  const {contextName} = await kube()
  const inContext = contextName === undefined ? [] : ['--kube-context', contextName]
  const out = (text: string) => io.out(plain(text))
  await runHelm([...words, ...inContext], {env, signal, out, err: (text) => io.err(plain(text))})
}
