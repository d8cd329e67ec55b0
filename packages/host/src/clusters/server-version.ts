import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'

/** Who asks for versions waits for those of this machine; a cluster has this long to add its own. */
const patienceMs = 2000

export interface ServerVersion {
  readonly server?: string
  /** Why there is none. */
  readonly failure?: OmeError
}

/** The version of the cluster, unless it, or the program that logs in to it, takes too long. */
export async function serverVersion({kube}: Pick<Context, 'kube'>, waitMs = patienceMs): Promise<ServerVersion> {
  const {promise: late, resolve} = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), waitMs)
  const ask = async (): Promise<string> => (await (await kube({requestTimeoutMs: waitMs})).version()).gitVersion
  try {
    const found = await Promise.race([ask(), late])
    return found === 'late' ? {failure: silent(waitMs)} : {server: found}
  } catch (error) {
    if (isOmeError(error) && error.kind === 'unreachable') return {failure: error}
    throw error
  } finally {
    clearTimeout(timer)
  }
}

const silent = (waitMs: number): OmeError =>
  new OmeError('unreachable', `the server did not answer within ${waitMs / 1000} s`, [
    'see which contexts there are: ome cluster list',
    'without asking it: ome version --client',
  ])
