import type {View} from '@ome/sdk/view'
import {type StoredTemplate, toDocument} from '../domain/template.ts'

export const templateList: View<readonly StoredTemplate[]> = {
  kind: 'TemplateList',
  columns: [
    {header: 'NAME', value: ({template}) => template.name},
    {header: 'SOURCE', value: ({source}) => source},
    {header: 'KIND', rank: 1, value: ({template}) => template.object.kind},
    {
      header: 'PARAMETERS',
      rank: 2,
      value: ({template}) =>
        template.parameters
          .map(({name, default: initial, optional}) => (initial === undefined && !optional ? name : `[${name}]`))
          .join(' '),
    },
    {header: 'SUMMARY', value: ({template}) => template.summary},
  ],
  json: ({template, source}) => ({...toDocument(template), source}),
  name: ({template}) => `template/${template.name}`,
}

/** A template with what can be filled in, and the object as `text`. */
export const templateDetails: View<StoredTemplate & {readonly text: string}> = {
  kind: 'Template',
  blocks: ({template, source, text}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Template', value: `${template.name} (${source})`},
        {label: 'Summary', value: template.summary},
      ],
    },
    {
      type: 'table',
      title: 'Parameters',
      header: ['NAME', 'DEFAULT', 'MEANS', 'FIELDS'],
      rows: template.parameters.map(({name, default: initial, optional, description, fields}) => [
        name,
        initial ?? (optional ? '-' : 'required'),
        description,
        fields.join(', '),
      ]),
    },
    {type: 'text', title: 'Object', text: text.trimEnd()},
  ],
  json: ({template, source}) => ({...toDocument(template), source}),
  name: ({template}) => `template/${template.name}`,
}
