import type {View} from '@ome/sdk/view'
import type {ShownConfig} from '../domain/shown-config.ts'

export const shownConfig: View<ShownConfig> = {
  kind: 'KaitoConfig',
  blocks: ({text}) => [{type: 'text', text: text.trimEnd()}],
  json: ({name, namespace, kind, value, details}) => ({
    name,
    namespace: namespace ?? null,
    task: kind,
    ...details,
    config: value,
  }),
  name: ({name}) => `configmap/${name}`,
}
