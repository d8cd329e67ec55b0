import type {Tone, View} from '@ome/sdk/view'
import type {HealthRow} from '../domain/controller.ts'

const tones: Readonly<Record<HealthRow['health'], Tone>> = {
  ready: 'good',
  unready: 'bad',
  unknown: 'warn',
  absent: 'muted',
}
const words: Readonly<Record<HealthRow['health'], string>> = {
  ready: '',
  unready: '',
  unknown: 'unknown',
  absent: 'not installed',
}

export const readyText = ({controller, health}: HealthRow): string =>
  controller === undefined ? words[health] : `${controller.ready}/${controller.wanted}`

export const healthList: View<readonly HealthRow[]> = {
  kind: 'ComponentHealthList',
  columns: [
    {header: 'COMPONENT', value: ({component}) => component},
    {
      header: 'CONTROLLER',
      value: ({controller}) => controller && `${controller.namespace}/${controller.name}`,
      rank: 2,
    },
    {header: 'READY', value: readyText, tone: ({health}) => tones[health], rank: 'keep'},
    {header: 'VERSIONS', value: ({versions}) => versions.join(', '), rank: 1},
    {header: 'IMAGE', value: ({controller}) => controller?.image, wide: true},
    {header: 'TROUBLE', value: ({controller}) => controller?.trouble, wide: true},
  ],
  json: ({component, controller, health, versions}) => ({
    component,
    health,
    controller: controller ?? null,
    versions,
  }),
}
