import {OmeError} from '@ome/sdk/errors'
import type {Address, EngineFacts} from '../domain/target.ts'

/** The name to ask the engine by: the one that was typed, else the only or the first one it serves. */
export async function servedModel(
  facts: Pick<EngineFacts, 'models'>,
  address: Address,
  {typed, isGateway}: {readonly typed?: string | undefined; readonly isGateway: boolean},
): Promise<string> {
  // An address that a person typed may be a gateway that lists no models.
  if (typed !== undefined && isGateway) return typed
  const served = await facts.models(address)
  if (typed !== undefined && served.includes(typed)) return typed
  if (typed !== undefined)
    throw new OmeError('not-found', `the engine serves no model "${typed}"; it serves: ${served.join(', ')}`)
  const [first] = served
  if (first !== undefined) return first
  throw new OmeError('failed', 'the engine names no model at /v1/models', ['name it: --model NAME'])
}
