import type {View} from '@ome/sdk/view'
import {objectList, stateTone} from '../../views/object-list.ts'
import type {ComponentInfo} from '../domain/component-info.ts'
import {healthList, readyText} from './health-list.ts'

const counts = (words: readonly string[]): string =>
  [...new Set(words)].map((word) => `${words.filter((each) => each === word).length} ${word}`).join(', ')

export const componentInfo: View<ComponentInfo> = {
  kind: 'KubeflowComponentInfo',
  blocks: ({component, namespace, health, objects}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Component', value: component},
        {label: 'Serves', value: health[0]?.versions.join(', ') || 'nothing'},
        ...health.map((row) => ({
          label: 'Controller',
          value: row.controller === undefined ? readyText(row) : `${row.controller.name} ${readyText(row)}`,
        })),
        {label: `In ${namespace}`, value: counts(objects.map(({state}) => state)) || 'no objects'},
      ],
    },
    {
      type: 'table',
      header: ['OBJECT', 'STATE', 'DETAIL'],
      rows: objects.map(({kind, name, state, detail}) => [`${kind.word}/${name}`, state, detail]),
      tones: objects.map(stateTone),
    },
  ],
  json: ({component, namespace, health, objects}) => ({
    component,
    namespace,
    health: health.map((row) => healthList.json?.(row)),
    objects: objects.map((object) => objectList.json?.(object)),
  }),
}
