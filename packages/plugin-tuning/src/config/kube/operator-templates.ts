import {ifAllowed} from '@ome/inference-model/if-allowed'
import {readOperator} from '@ome/kaito/operator-reader'
import {configMaps} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {toKeptConfig} from '../domain/config-map.ts'
import {type OperatorTemplates, toTemplate} from '../domain/template.ts'

export const operatorTemplates = (kube: KubeClient): OperatorTemplates => ({
  async read(names) {
    const namespace = (await readOperator(kube))?.releaseNamespace
    if (namespace === undefined)
      return {templates: [], note: "the operator's namespace is not known: our own templates"}
    const found = await ifAllowed(Promise.all(names.map((name) => kube.get(configMaps, name, {namespace}))))
    if (!found) {
      const note = `you may not read the operator's templates in namespace ${namespace}: our own instead`
      return {templates: [], note}
    }
    const kept = found.flatMap((object) => (object ? [toKeptConfig(object)] : []))
    const missing = names.filter((name) => !kept.some((each) => each.name === name))
    return {
      templates: kept.flatMap(({kind, ...rest}) => (kind ? [toTemplate({...rest, kind}, 'operator')] : [])),
      ...(missing.length > 0 && {
        note: `namespace ${namespace} of the operator lacks ${missing.join(', ')}: our own instead`,
      }),
    }
  },
})
