import type {ValueType} from './ast.ts'

export interface Signature {
  readonly args: readonly ValueType[]
  /** How many of the last arguments may be left out; -1: the last may repeat any number of times. */
  readonly optional: number
  readonly returns: ValueType
}

const vector = 'instant vector'
const scalar = 'scalar'
const range = 'range vector'

const fixed = (args: readonly ValueType[], returns: ValueType = vector): Signature => ({args, optional: 0, returns})

const ofVector = fixed([vector])
const ofRange = fixed([range])
const ofTime: Signature = {args: [vector], optional: 1, returns: vector}

const named = (names: string, signature: Signature): [string, Signature][] =>
  names.split(' ').map((name) => [name, signature])

/** The functions of PromQL as of Prometheus 2.42. */
export const signatures: ReadonlyMap<string, Signature> = new Map([
  ...named(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_count histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    ofVector,
  ),
  ...named(
    'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    ofRange,
  ),
  ...named('day_of_month day_of_week day_of_year days_in_month hour minute month year', ofTime),
  ...named('clamp_max clamp_min', fixed([vector, scalar])),
  ...named('time pi', fixed([], scalar)),
  ['clamp', fixed([vector, scalar, scalar])],
  ['histogram_fraction', fixed([scalar, scalar, vector])],
  ['histogram_quantile', fixed([scalar, vector])],
  ['holt_winters', fixed([range, scalar, scalar])],
  ['label_join', {args: [vector, 'string', 'string', 'string'], optional: -1, returns: vector}],
  ['label_replace', fixed([vector, 'string', 'string', 'string', 'string'])],
  ['predict_linear', fixed([range, scalar])],
  ['quantile_over_time', fixed([scalar, range])],
  ['round', {args: [vector, scalar], optional: 1, returns: vector}],
  ['scalar', fixed([vector], scalar)],
  ['vector', fixed([scalar])],
])

/** Aggregation operators, with the type of their parameter where they take one. */
export const aggregations: ReadonlyMap<string, ValueType | undefined> = new Map<string, ValueType | undefined>([
  ...['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar'].map((name): [string, undefined] => [
    name,
    undefined,
  ]),
  ['topk', scalar],
  ['bottomk', scalar],
  ['quantile', scalar],
  ['count_values', 'string'],
])
