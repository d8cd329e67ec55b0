/** A label selector of Kubernetes; empty selects everything. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

/** By the rules of LabelSelector; an operator it does not define selects nothing. */
export function selects(
  {matchLabels = {}, matchExpressions = []}: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  const equal = Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
  return equal && matchExpressions.every((expression) => holds(expression, labels[expression.key]))
}

function holds({operator, values = []}: {operator: string; values?: readonly string[]}, value: string | undefined) {
  switch (operator) {
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
}
