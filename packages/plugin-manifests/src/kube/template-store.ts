import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {parseYaml} from '@ome/sdk/yaml'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import {type Template, type TemplateStore, toDocument, toTemplate} from '../domain/template.ts'

const configMaps = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true} as const
const key = 'template.yaml'
const labels = {'ome.cli/kind': 'template'}

/** Templates that a namespace shares: a ConfigMap each. One that cannot be read is named and passed over. */
export const sharedTemplates = (kube: KubeClient, namespace: string, say: (line: string) => void): TemplateStore => ({
  async list() {
    const found = await kube.list(configMaps, {namespace, labelSelector: 'ome.cli/kind=template'})
    const read = await Promise.all(
      found.map(async (object) => {
        const source = `configmap/${object.metadata.name}`
        try {
          const [document] = await parseYaml(String(object['data']?.[key] ?? ''), {source})
          return {template: toTemplate(document, source), source: 'shared' as const}
        } catch (error) {
          if (!(error instanceof OmeError)) throw error
          say(error.message)
          return undefined
        }
      }),
    )
    return read.filter((each) => each !== undefined)
  },
})

/** The ConfigMap a template is shared by. */
export const templateObject = (template: Template, namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: `ome-template-${template.name}`, namespace, labels},
  data: {[key]: dumpYaml(toDocument(template))},
})
