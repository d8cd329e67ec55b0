import {asObject, asText, isList, isObject} from '@ome/kinds/validation/json'

/**
 * The predicate of a LabelSelector object: `matchLabels` and `matchExpressions` (In, NotIn, Exists, DoesNotExist). An
 * empty selector matches everything.
 */
export function matchesSelector(selector: unknown, labels: Readonly<Record<string, string>> = {}): boolean {
  const {matchLabels, matchExpressions} = asObject(selector)
  for (const [key, value] of Object.entries(asObject(matchLabels))) if (labels[key] !== value) return false
  if (!isList(matchExpressions)) return true
  return matchExpressions.filter(isObject).every((one) => {
    const value = labels[asText(one['key'])]
    const values = isList(one['values']) ? one['values'].map(asText) : []
    switch (one['operator']) {
      case 'In':
        return value !== undefined && values.includes(value)
      case 'NotIn':
        return value === undefined || !values.includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return false
    }
  })
}
