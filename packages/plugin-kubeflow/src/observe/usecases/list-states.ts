import type {FoundObjects, KubeflowObject} from '../../domain/kubeflow-object.ts'
import {hasPods, type PodStore} from '../../domain/object-pod.ts'
import type {Warning} from '../../domain/warning.ts'
import {type ListObjects, listObjects, type Reading} from '../../usecases/list-objects.ts'
import type {EventStore} from '../domain/object-info.ts'
import {wordsOf} from './find-cause.ts'

export interface StatePorts extends Reading {
  readonly pods: PodStore
  readonly events: EventStore
}

/**
 * Objects with what keeps those that are not well, where their pods or the cluster's warnings say it: a LIST of pods
 * per kind that has such objects, and one of warnings where some have no pods.
 */
export async function listStates(ports: StatePorts, ask: ListObjects): Promise<FoundObjects> {
  const found = await listObjects(ports, ask)
  const troubled = found.objects.filter(isTroubled)
  if (troubled.length === 0) return found
  const causes = await causesOf(ports, troubled, ask.namespace)
  return {...found, objects: found.objects.map((object) => ({...object, detail: causes(object) ?? object.detail}))}
}

/** States as they change; looked at again and again, since the roles of Kubeflow let nobody watch training. */
export async function* followStates(
  ports: StatePorts,
  ask: ListObjects,
  pause: () => Promise<void>,
): AsyncGenerator<FoundObjects> {
  for (;;) {
    yield await listStates(ports, ask)
    await pause()
  }
}

const isTroubled = ({kind, health, raw}: KubeflowObject): boolean =>
  hasPods(kind) && (health === 'waiting' || health === 'bad') && raw.metadata.deletionTimestamp === undefined

const keyOf = ({kind, namespace, name}: Pick<KubeflowObject, 'kind' | 'namespace' | 'name'>): string =>
  `${kind.word}/${namespace}/${name}`

async function causesOf(
  {pods, events}: StatePorts,
  troubled: readonly KubeflowObject[],
  namespace: string | undefined,
): Promise<(object: KubeflowObject) => string | undefined> {
  const kinds = [...Map.groupBy(troubled, ({kind}) => kind)]
  const found = (
    await Promise.all(
      kinds.map(async ([kind, own]) => {
        const names = own.map(({name}) => name)
        return (await pods.among(kind, names, namespace)).map((each) => ({key: keyOf({kind, ...each}), pod: each.pod}))
      }),
    )
  ).flat()
  const byKey = Map.groupBy(found, ({key}) => key)
  const bare = troubled.filter((object) => object.health === 'waiting' && !byKey.has(keyOf(object)))
  const warned = bare.length > 0 && namespace !== undefined ? await events.warningsIn(namespace) : []
  return (object) =>
    bare.includes(object)
      ? wordsOf(lastOf(object, warned, troubled))
      : byKey
          .get(keyOf(object))
          ?.map(({pod}) => pod.trouble)
          .find(Boolean)
}

/** What is made for an object begins with its name, and may begin with that of a shorter one as well. */
const lastOf = ({name}: KubeflowObject, warned: readonly Warning[], all: readonly KubeflowObject[]) =>
  warned.findLast(({object}) => {
    const subject = object.slice(object.indexOf('/') + 1)
    const owners = all.map((each) => each.name).filter((each) => subject === each || subject.startsWith(`${each}-`))
    return owners.includes(name) && owners.every((each) => each.length <= name.length)
  })
