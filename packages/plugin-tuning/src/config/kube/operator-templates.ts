import {readOperator} from '@ome/kaito/operator-reader'
import {configMaps} from '@ome/kinds/kubernetes'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {toKeptConfig} from '../domain/config-map.ts'
import {type OperatorTemplates, toTemplate} from '../domain/template.ts'

export const operatorTemplates = (kube: KubeClient): OperatorTemplates => ({
  async read(names) {
    const namespace = (await readOperator(kube))?.releaseNamespace
    if (namespace === undefined)
      return {templates: [], note: "the operator's namespace is not known: our own templates"}
    try {
      const found = await Promise.all(names.map((name) => kube.get(configMaps, name, {namespace})))
      const kept = found.flatMap((object) => (object ? [toKeptConfig(object)] : []))
      return {
        templates: kept.flatMap(({kind, ...rest}) => (kind ? [toTemplate({...rest, kind}, 'operator')] : [])),
        ...(kept.length < names.length && {
          note: `namespace ${namespace} of the operator lacks ${names.filter((name) => !kept.some((each) => each.name === name)).join(', ')}: our own instead`,
        }),
      }
    } catch (error) {
      if (!isOmeError(error) || error.kind !== 'denied') throw error
      return {
        templates: [],
        note: `you may not read the operator's templates in namespace ${namespace}: our own instead`,
      }
    }
  },
})
