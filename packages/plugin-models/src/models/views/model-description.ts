import {modelFace} from '@ome/inference-model/model-list'
import {inNamespace} from '@ome/inference-model/names'
import {statusTone} from '@ome/inference-model/status-tone'
import {age} from '@ome/sdk/units'
import type {Block, FieldRow, Page, View} from '@ome/sdk/view'
import {downloadCells, downloadHeader, downloadTone} from '../../views/download-progress.ts'
import {roomText} from '../../views/runtime-suggestion.ts'
import type {ModelDescription} from '../domain/description.ts'
import type {Subject} from '../domain/subject.ts'
import {named, parametersText, shapeText, weightsText} from './model-figures.ts'

/** One model: where it comes from, what it is, where it lies, who uses it and what runs it. */
export const modelDescription: View<ModelDescription> = {
  kind: 'Model',
  blocks: (description, page) => [
    {type: 'fields', rows: [...identity(description, page), ...figures(description.subject)].filter(hasValue)},
    ...nodesBlock(description, page),
    ...runtimesBlock(description),
  ],
  json: ({subject, nodes, runtimes, importedAs}) => ({
    ...(subject.model ? modelFace(subject.model) : hubFace(subject)),
    weightBytes: subject.metadata.weightBytes ?? null,
    weightType: subject.metadata.weightType ?? null,
    weightSource: subject.metadata.sizeSource,
    shape: subject.metadata.shape ?? null,
    importedAs,
    nodes,
    runtimes:
      runtimes?.map(({runtime, rank, use, room, reason}) => ({
        name: runtime.name,
        scope: runtime.scope,
        rank,
        use,
        engine: runtime.engine,
        gpus: runtime.gpus,
        fits: room,
        reason,
      })) ?? null,
  }),
  name: ({subject: {name, model}}) => (model ? `${model.kind.toLowerCase()}.ome.io/${name}` : `hub/${name}`),
}

const hasValue = ({value}: FieldRow): boolean => value !== undefined && value !== ''

function identity({subject, importedAs}: ModelDescription, page: Page): readonly FieldRow[] {
  const {name, model, hub, read} = subject
  if (!model)
    return [
      {label: 'Name', value: name, tone: 'strong'},
      {label: 'Source', value: `hf://${name}`},
      {label: 'Licence', value: hub?.licence},
      {label: 'Gated', value: hub?.gated ? 'yes: needs a token of somebody who accepted its terms' : 'no'},
      {label: 'Downloads', value: hub?.downloads},
      {label: 'Imported as', value: importedAs.length > 0 ? importedAs.join(', ') : 'not imported'},
      {label: 'Read from', value: read},
    ]
  const ready = `${model.nodesReady.length}/${model.nodesMatching ?? '?'} nodes`
  const tone = statusTone(model.status)
  return [
    {label: 'Name', value: name, tone: 'strong'},
    {label: 'Scope', value: model.namespace === undefined ? 'cluster' : `namespace ${model.namespace}`},
    {label: 'Status', value: `${model.status}, ${ready}`, ...(tone && {tone})},
    {label: 'Reason', value: model.reason, tone: 'bad'},
    {label: 'Disabled', value: model.disabled ? 'yes: no service may use it' : undefined, tone: 'warn'},
    {label: 'Source', value: model.storage.uri},
    {label: 'Path', value: model.storage.path},
    {label: 'Secret', value: model.storage.secret},
    {label: 'Vendor', value: model.vendor},
    {label: 'Used by', value: model.usedBy.length > 0 ? model.usedBy.join(', ') : 'no service'},
    {label: 'Age', value: age(model.createdAt, page.now)},
  ]
}

const figures = (subject: Subject): readonly FieldRow[] => {
  const {metadata, model} = subject
  return [
    {label: 'Architecture', value: metadata.architecture ?? 'not known yet'},
    {label: 'Parameters', value: parametersText(metadata)},
    {label: 'Weights', value: weightsText(metadata)},
    {label: 'Quantization', value: metadata.quantization ?? model?.quantization ?? 'none'},
    {label: 'Shape', value: shapeText(metadata)},
    {label: 'Context', value: metadata.maxTokens === undefined ? undefined : `${metadata.maxTokens} tokens`},
    {label: 'Format', value: named(metadata.format)},
    {label: 'Framework', value: named(metadata.framework)},
    {label: 'Capabilities', value: metadata.capabilities.join(', ')},
  ]
}

function nodesBlock({nodes, subject}: ModelDescription, page: Page): readonly Block[] {
  if (!subject.model) return []
  if (nodes.length === 0) return [{type: 'text', title: 'Nodes', text: 'no node reports it'}]
  return [
    {
      type: 'table',
      title: 'Nodes',
      header: downloadHeader,
      rows: nodes.map((row) => downloadCells(row, page)),
      tones: nodes.map(downloadTone),
    },
  ]
}

function runtimesBlock({runtimes, subject}: ModelDescription): readonly Block[] {
  if (!runtimes) return []
  const title = 'Runtimes that fit'
  if (runtimes.length === 0)
    return [
      {
        type: 'text',
        title,
        text: subject.model
          ? `none; see why: ome runtime suggest ${subject.name} --all${inNamespace(subject.model)}`
          : 'none',
      },
    ]
  return [
    {
      type: 'table',
      title,
      header: ['RANK', 'RUNTIME', 'ENGINE', 'GPUS', 'AUTO', 'FITS', 'REASON'],
      ranks: [5, 'keep', 1, 3, 2, 4, undefined],
      rows: runtimes.map(({runtime, rank, use, room, reason}) => [
        rank,
        runtime.name,
        runtime.engine,
        runtime.gpus,
        use === 'named-only' ? 'named-only' : 'yes',
        roomText(room),
        reason,
      ]),
      tones: runtimes.map(({use}) => (use === 'recommended' ? 'good' : undefined)),
    },
  ]
}

const hubFace = ({name, metadata, hub}: Subject): Record<string, unknown> => ({
  name,
  namespace: null,
  scope: 'hub',
  size: metadata.size ?? null,
  parameters: metadata.parameters ?? null,
  architecture: metadata.architecture ?? null,
  format: metadata.format.name || null,
  quantization: metadata.quantization ?? null,
  capabilities: metadata.capabilities,
  maxTokens: metadata.maxTokens ?? null,
  storageUri: `hf://${name}`,
  license: hub?.licence ?? null,
  gated: hub?.gated ?? null,
  downloads: hub?.downloads ?? null,
})
