import {age} from '@ome/sdk/units'
import type {Tone, View} from '@ome/sdk/view'
import type {KubeflowObject} from '../domain/kubeflow-object.ts'
import {objectWord} from '../domain/object-name.ts'
import type {ObjectState} from '../domain/states/state.ts'

const tones: Readonly<Record<ObjectState['health'], Tone>> = {ready: 'good', waiting: 'warn', off: 'muted', bad: 'bad'}

export const stateTone = ({health}: Pick<ObjectState, 'health'>): Tone => tones[health]

export const objectList: View<readonly KubeflowObject[]> = {
  kind: 'KubeflowObjectList',
  empty: 'nothing of Kubeflow is here yet',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace ?? '', onlyAllNamespaces: true},
    {header: 'KIND', value: ({kind}) => kind.resource.kind},
    {header: 'NAME', value: ({name}) => name},
    {header: 'STATE', value: ({state}) => state, tone: stateTone, rank: 'keep'},
    {header: 'AGE', value: ({createdAt}, {now}) => age(createdAt, now), rank: 1},
    {header: 'DETAIL', value: ({detail}) => detail, rank: 2},
  ],
  json: ({kind, name, namespace, state, health, detail, createdAt}) => ({
    component: kind.component,
    kind: kind.resource.kind,
    name,
    namespace,
    state,
    health,
    detail,
    createdAt,
  }),
  name: objectWord,
}
