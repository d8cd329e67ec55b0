import type {Block, View} from '@ome/sdk/view'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import {objectList, stateTone} from '../../views/object-list.ts'
import type {ComponentInfo} from '../domain/component-info.ts'
import {healthList, readyText} from './health-list.ts'

const counts = (words: readonly string[]): string =>
  [...new Set(words)].map((word) => `${words.filter((each) => each === word).length} ${word}`).join(', ')

const table = (objects: readonly KubeflowObject[]): Block => ({
  type: 'table',
  header: ['OBJECT', 'STATE', 'DETAIL'],
  rows: objects.map(({kind, name, state, detail}) => [`${kind.word}/${name}`, state, detail]),
  tones: objects.map(stateTone),
})

export const componentInfo: View<ComponentInfo> = {
  kind: 'KubeflowComponentInfo',
  blocks: ({component, namespace, health, objects}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Component', value: component},
        ...(objects ? [{label: 'Serves', value: health[0]?.versions.join(', ') || 'nothing'}] : []),
        ...health.map((row) => ({
          label: 'Controller',
          value: row.controller === undefined ? readyText(row) : `${row.controller.name} ${readyText(row)}`,
        })),
        ...(objects
          ? [{label: `In ${namespace}`, value: counts(objects.map(({state}) => state)) || 'no objects'}]
          : []),
      ],
    },
    ...(objects ? [table(objects)] : []),
  ],
  json: ({component, namespace, health, objects}) => ({
    component,
    namespace,
    health: health.map((row) => healthList.json?.(row)),
    objects: objects?.map((object) => objectList.json?.(object)),
  }),
}
