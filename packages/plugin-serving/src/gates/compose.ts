import type {OperatorProfile} from '@ome/kaito/operator-profile'
import {readOperator} from '@ome/kaito/operator-reader'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'

/** The operator of the cluster. Throws `not-found` where there is none, or none that says its gates. */
export async function operatorOf(context: Context): Promise<OperatorProfile> {
  const kube = await context.kube()
  const profile = await readOperator(kube)
  if (profile?.source === 'read') return profile
  const where = `context "${kube.contextName ?? kube.server}"`
  throw new OmeError(
    'not-found',
    profile ? `the operator of KAITO in ${where} cannot be read` : `KAITO is not installed in ${where}`,
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
