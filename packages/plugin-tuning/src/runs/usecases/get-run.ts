import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {RunStore, TuningRun} from '../domain/run.ts'

export interface GetRun {
  readonly namespace: string
  readonly name: string
}

/** A run. Throws `not-found` with the one that was meant, if there is one. */
export async function getRun(store: RunStore, {namespace, name}: GetRun): Promise<TuningRun> {
  const found = await store.find(namespace, name)
  if (found) return found
  const names = (await store.list(namespace)).map(({workspace}) => workspace.name)
  const near = nearest(name, names)
  throw new OmeError('not-found', `no workspace "${name}" tunes a model in namespace "${namespace}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `list them: ome tune list -n ${namespace}`,
  ])
}
