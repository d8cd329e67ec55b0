import type {ExistingService} from '@ome/inference-model/deploy/request'
import type {Model} from '@ome/inference-model/model'
import type {Service} from '@ome/inference-model/service'

/** Of OME's words for what models do those that end in no text; words that nobody knows yet are none of them. */
const noText = /EMBED|RERANK|SCORING|_TO_(IMAGE|VIDEO|AUDIO)$/

/** Why the formulas say nothing of a service; undefined where they do. */
export function outOfScope(service: Service, existing: ExistingService, model: Model | undefined): string | undefined {
  if (service.components.some(({name}) => name === 'decoder'))
    return 'it runs prefill and decode apart, of which no figures are known'
  if (existing.field(['spec', 'engine']) === undefined && existing.field(['spec', 'predictor']) !== undefined)
    return `it is written the old way, with spec.predictor: rename it to engine first: ome get service ${service.name} -n ${service.namespace} -o yaml`
  const makes = model?.capabilities ?? []
  return makes.length > 0 && makes.every((each) => noText.test(each))
    ? `its model makes no text (${makes.join(', ')}), of which alone speed is estimated`
    : undefined
}
