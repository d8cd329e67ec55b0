import type {Context} from '@ome/sdk/context'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {Kubeconfig} from '@ome/sdk/kubeconfig'
import type {ConnectedContext} from './cluster-list.ts'

interface Greeting {
  readonly contact: ConnectedContext
  readonly error?: OmeError
}

const patienceMs = 5000

/** Asks the server of each context for its version, all at once. */
export async function greetContexts(
  context: Pick<Context, 'kube'>,
  kubeconfig: Kubeconfig,
  names: readonly string[],
  file?: string,
): Promise<Greeting[]> {
  return Promise.all(names.map((name) => greet(context, kubeconfig, name, file)))
}

async function greet(
  context: Pick<Context, 'kube'>,
  kubeconfig: Kubeconfig,
  name: string,
  file?: string,
): Promise<Greeting> {
  const server = kubeconfig.clusters.get(kubeconfig.contexts.get(name)?.cluster ?? '')?.server ?? '<none>'
  try {
    const kube = await context.kube({
      context: name,
      requestTimeoutMs: patienceMs,
      ...(file === undefined ? {} : {kubeconfig: file}),
    })
    const {gitVersion} = await kube.version()
    return {contact: {name, server: kube.server, version: gitVersion}}
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    return {contact: {name, server, problem: `${error.kind}: ${error.message}`}, error}
  }
}

/** Throws when no context answered: the error of the first one, with what was tried. */
export function requireOneAnswer(greetings: readonly Greeting[]): void {
  const [first] = greetings
  if (first?.error && greetings.every(({error}) => error !== undefined)) throw first.error
}
