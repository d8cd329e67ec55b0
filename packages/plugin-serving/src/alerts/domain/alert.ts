import type {KaitoNoun} from '@ome/kaito/kaito-nouns'

/** An object that alerts are about. */
export interface AlertSubject {
  readonly noun: KaitoNoun
  readonly name: string
  readonly namespace: string
}

/** A rule of ours in the cluster. */
export interface ManagedAlert {
  readonly name: string
  /** Name of the PrometheusRule. */
  readonly object: string
  readonly namespace: string
  /** Group of the rule, which the server tells it by. */
  readonly group: string
  readonly expression: string
  /** The left side, and what it is compared with; absent for another form of rule. */
  readonly comparison?: Comparison
  readonly forText?: string
}

export interface Comparison {
  readonly left: string
  readonly operator: '>' | '<' | '==' | '>=' | '<=' | '!='
  readonly threshold: number
}

/** An alert as it stands now. */
export interface AlertState extends ManagedAlert {
  readonly state: 'inactive' | 'pending' | 'firing' | 'unknown'
  readonly value?: number
  readonly since?: string
}

/** What an alert would do now. */
export interface TriedAlert extends ManagedAlert {
  readonly value?: number
  readonly wouldFire: boolean
}

/** The name of the PrometheusRule of an object. */
export const ruleName = ({noun, name}: Pick<AlertSubject, 'noun' | 'name'>): string => `ome-${noun}-${name}`

/** A comparison with a number at the end of an expression; undefined for others. */
export function comparisonIn(expression: string): Comparison | undefined {
  const found = /^([\s\S]*\S)\s*(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(expression)
  const [, left = '', operator = '', number = ''] = found ?? []
  if (!found) return undefined
  return {left, operator: operator as Comparison['operator'], threshold: Number(number)}
}

/** Whether a value is on the side of the threshold that fires. */
export function isBeyond(value: number, {operator, threshold}: Comparison): boolean {
  switch (operator) {
    case '>':
      return value > threshold
    case '>=':
      return value >= threshold
    case '<':
      return value < threshold
    case '<=':
      return value <= threshold
    case '==':
      return value === threshold
    default:
      return value !== threshold
  }
}
