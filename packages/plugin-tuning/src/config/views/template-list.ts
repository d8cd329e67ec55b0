import type {View} from '@ome/sdk/view'
import type {ConfigTemplate} from '../domain/template.ts'

const sourceText = ({source, namespace}: ConfigTemplate): string =>
  source === 'ome' ? 'ome' : `${source} (${namespace})`

export const templateList: View<readonly ConfigTemplate[]> = {
  kind: 'KaitoConfigTemplateList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'KIND', value: ({kind}) => kind},
    {header: 'SOURCE', value: sourceText},
  ],
  json: ({name, kind, source, namespace}) => ({name, task: kind, source, namespace: namespace ?? null}),
  name: ({name}) => `template/${name}`,
}
