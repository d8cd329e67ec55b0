import {isOmeError} from '@ome/sdk/errors'
import {measureRoles} from '../../look/usecases/measure-roles.ts'
import type {Grove} from '../domain/ports.ts'
import type {Effect, Metrics} from '../domain/state.ts'

const windowMs = 5000

/** Metrics of a set over some seconds; what keeps them from being read is told in their place. */
export async function measureSet(
  grove: Grove,
  {uid, name, namespace}: Extract<Effect, {type: 'measure'}>,
): Promise<Metrics> {
  try {
    const ask = {namespace, name, extras: [], options: {sha256: grove.sha256}, windowMs}
    const {metrics} = await measureRoles(grove, ask)
    return {uid, value: metrics[0]}
  } catch (error) {
    if (isOmeError(error) && error.kind !== 'bug' && error.kind !== 'cancelled') return {uid, failure: error.message}
    throw error
  }
}
