import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {ListedModel} from './listed-model.ts'
import {statusTone} from './status-tone.ts'

export const modelList: View<readonly ListedModel[]> = {
  kind: 'ModelList',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'NAME', value: ({name}) => name},
    {header: 'SCOPE', value: ({scope}) => scope},
    {header: 'VENDOR', value: ({vendor}) => vendor},
    {header: 'SIZE', rank: 2, value: ({size}) => size},
    {header: 'ARCHITECTURE', value: ({architecture}) => architecture},
    {header: 'STATUS', value: ({status}) => status, tone: ({status}) => statusTone(status)},
    {
      header: 'NODES',
      rank: 3,
      value: ({nodesReady, nodesMatching}) => `${nodesReady.length}/${nodesMatching ?? '?'}`,
    },
    {header: 'AGE', rank: 1, value: ({createdAt}, page) => age(createdAt, page.now)},
    {header: 'FORMAT', value: ({format}) => format.name, wide: true},
    {header: 'QUANTIZATION', value: ({quantization}) => quantization, wide: true},
    {header: 'STORAGE', value: ({storage}) => storage.uri, wide: true},
    {header: 'USED-BY', value: ({usedBy}) => usedBy.join(','), wide: true},
  ],
  json: modelFace,
  name: ({kind, name}) => `${kind.toLowerCase()}.ome.io/${name}`,
  empty: 'no models found',
}

/** The documented JSON shape of a model. */
export function modelFace(model: ListedModel): Record<string, unknown> {
  return {
    name: model.name,
    namespace: model.namespace ?? null,
    scope: model.scope,
    displayName: model.displayName ?? null,
    vendor: model.vendor ?? null,
    version: model.version ?? null,
    size: model.size ?? null,
    parameters: model.parameters ?? null,
    architecture: model.architecture ?? null,
    format: model.format.name || null,
    quantization: model.quantization ?? null,
    capabilities: model.capabilities,
    maxTokens: model.maxTokens ?? null,
    storageUri: model.storage.uri ?? null,
    disabled: model.disabled,
    status: model.status,
    reason: model.reason ?? null,
    nodesReady: model.nodesReady,
    nodesFailed: model.nodesFailed,
    nodesMatching: model.nodesMatching ?? null,
    usedBy: model.usedBy,
    labels: model.labels,
    createdAt: model.createdAt ?? null,
  }
}
