import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import {objectWord} from '../../domain/object-name.ts'
import {stateTone} from '../../views/object-list.ts'
import type {Notebook} from '../domain/notebook.ts'

const tagged = (image: string): string => image.split('/').at(-1) ?? image

export const notebookList: View<readonly Notebook[]> = {
  kind: 'NotebookList',
  empty: 'no notebooks: make one with ome kf notebook create NAME',
  columns: [
    {header: 'NAMESPACE', value: ({object}) => object.namespace ?? '', onlyAllNamespaces: true},
    {header: 'KIND', value: ({object}) => object.kind.resource.kind},
    {header: 'NAME', value: ({object}) => object.name},
    {header: 'STATE', value: ({object}) => object.state, tone: ({object}) => stateTone(object), rank: 'keep'},
    {header: 'IMAGE', value: ({image}, {wide}) => (wide ? image : tagged(image)), rank: 1},
    {header: 'GPUS', value: ({gpus}) => gpus ?? '-', align: 'right', rank: 3},
    {
      header: 'LAST-ACTIVITY',
      value: ({lastActivity}, {now}) => (lastActivity === undefined ? '-' : age(lastActivity, now)),
      rank: 2,
    },
    {header: 'DETAIL', value: ({object}) => object.detail, wide: true},
  ],
  json: ({object, image, gpus, lastActivity, creator}) => ({
    kind: object.kind.resource.kind,
    name: object.name,
    namespace: object.namespace,
    state: object.state,
    health: object.health,
    detail: object.detail,
    image,
    gpus: gpus ?? null,
    lastActivity: lastActivity ?? null,
    creator: creator ?? null,
    createdAt: object.createdAt,
  }),
  name: ({object}) => objectWord(object),
}
