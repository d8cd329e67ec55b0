import {type Cause, forbiddenField, invalidValue, notSupported, required} from '@ome/kinds/validation/cause'
import {asObject, asText, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {countOrPercentCauses, objectsOf} from './value-rules.ts'

const sources: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
}

/** What is wrong with the bounds and metrics of a HorizontalPodAutoscaler. */
export function autoscalerCauses(autoscaler: JsonObject): Cause[] {
  const spec = asObject(autoscaler['spec'])
  const {minReplicas: least, maxReplicas: most} = spec
  const metrics = objectsOf(spec['metrics'])
  const mayRest = metrics.some(({type}) => type === 'Object' || type === 'External')
  const causes: Cause[] = []
  const lowest = mayRest ? 0 : 1
  if (typeof least === 'number' && least < lowest)
    causes.push(invalidValue('spec.minReplicas', least, `must be greater than or equal to ${lowest}`))
  if (typeof most === 'number' && most < 1)
    causes.push(invalidValue('spec.maxReplicas', most, 'must be greater than 0'))
  if (typeof most === 'number' && typeof least === 'number' && most < least)
    causes.push(invalidValue('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`'))
  return [...causes, ...metrics.flatMap((metric, i) => metricCauses(metric, `spec.metrics[${i}]`))]
}

function metricCauses(metric: JsonObject, path: string): Cause[] {
  const type = asText(metric['type'])
  if (!type) return [required(`${path}.type`, 'must specify a metric source type')]
  const wanted = Object.hasOwn(sources, type) ? sources[type] : undefined
  if (!wanted) return [notSupported(`${path}.type`, type, Object.keys(sources))]
  const given = Object.values(sources).filter((name) => isObject(metric[name]))
  const causes = given
    .filter((name) => name !== wanted)
    .map((name) => forbiddenField(`${path}.${name}`, 'must populate the given metric source only'))
  if (!given.includes(wanted))
    return [required(`${path}.${wanted}`, 'must populate information for the given metric source'), ...causes]
  return causes
}

/** What is wrong with a PodDisruptionBudget: both bounds given, or one in no known form. */
export function disruptionBudgetCauses(budget: JsonObject): Cause[] {
  const spec = asObject(budget['spec'])
  const {minAvailable, maxUnavailable} = spec
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    return [invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
  return [
    ...countOrPercentCauses(minAvailable, 'spec.minAvailable'),
    ...countOrPercentCauses(maxUnavailable, 'spec.maxUnavailable'),
  ]
}
