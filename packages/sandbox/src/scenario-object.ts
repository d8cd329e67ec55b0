import type {ApiObject} from './api.ts'
import {resourceOf} from './controllers/kinds-in-use.ts'
import {timestamp, type World} from './controllers/world.ts'

const timeToken = '$(SANDBOX_TIME)'

/**
 * An object of a scenario as it is when it is made: `$(SANDBOX_TIME)` in its texts is the time of the cluster then, and owners
 * that are given without a uid have that of the object they name; so has the object of an event.
 */
export function atPresent(world: Pick<World, 'api' | 'clock'>, object: ApiObject): ApiObject {
  const text = JSON.stringify(object)
  const made: ApiObject = text.includes(timeToken)
    ? JSON.parse(text.replaceAll(timeToken, timestamp(world.clock.now())))
    : object
  const about = made['involvedObject']
  if (made.kind === 'Event' && about && !about.uid) {
    const uid = uidOf(world, made, about)
    return uid === '' ? made : {...made, involvedObject: {...about, uid}}
  }
  const owners = made.metadata.ownerReferences
  if (!owners?.some(({uid}) => !uid)) return made
  const ownerReferences = owners.map((owner) => (owner.uid ? owner : {...owner, uid: uidOf(world, made, owner)}))
  return {...made, metadata: {...made.metadata, ownerReferences}}
}

type Owner = Pick<NonNullable<ApiObject['metadata']['ownerReferences']>[number], 'apiVersion' | 'kind' | 'name'>

function uidOf({api}: Pick<World, 'api'>, object: ApiObject, owner: Owner): string {
  const used = resourceOf(api, {...owner, metadata: {name: owner.name}})
  const scope = used?.namespaced ? (object.metadata.namespace ?? 'default') : undefined
  return (used && api.get(used.resource, owner.name, scope)?.metadata.uid) ?? ''
}
