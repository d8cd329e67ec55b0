import type {Block, Tone, View} from '@ome/sdk/view'
import type {Compared, Comparison, Verdict} from '../domain/comparison.ts'

export interface ShownComparison extends Comparison {
  /** Also what is as planned, sources and stragglers. */
  readonly isVerbose: boolean
}

const tones: Readonly<Record<Verdict, Tone>> = {ok: 'good', differs: 'warn', unknown: 'muted'}

/** What differs from the plan, and what to do about it. */
export const comparisonView: View<readonly ShownComparison[]> = {
  kind: 'GroveComparisonList',
  blocks: (all) => all.flatMap((one) => titled(one, all.length > 1)),
  json: ({set, plan, rows, advice, stragglers}) => ({
    name: set.name,
    namespace: set.namespace,
    plan: {name: plan.name, storedAt: plan.storedAt ?? null, source: plan.source ?? null},
    rows,
    recommendations: advice,
    stragglers,
  }),
  name: ({set}) => `podcliqueset/${set.name}`,
  empty: 'no plans found',
}

const titled = (one: ShownComparison, isOfMany: boolean): readonly Block[] =>
  comparisonBlocks(one).map((block, index) => (isOfMany && index === 0 ? {...block, title: one.set.name} : block))

function comparisonBlocks({rows, advice, stragglers, isVerbose}: ShownComparison): readonly Block[] {
  const shown = isVerbose ? rows : rows.filter(({verdict}) => verdict !== 'ok')
  const same = rows.length - shown.length
  const lines = [
    ...(same > 0 ? [`${same} of ${rows.length} as planned; --verbose shows them`] : []),
    ...(isVerbose && stragglers.length > 0 ? [`stragglers: ${stragglers.join(', ')}`] : []),
    ...advice.map(({reason, line}) => `${reason}: ${line}`),
  ]
  const header = ['FIELD', 'PLAN', 'ACTUAL', 'VERDICT', ...(isVerbose ? ['SOURCE'] : [])]
  const cells = (row: Compared): string[] => [
    row.field,
    row.plan,
    row.actual,
    row.verdict,
    ...(isVerbose ? [row.source] : []),
  ]
  return [
    ...(shown.length === 0
      ? []
      : [
          {
            type: 'table' as const,
            header,
            rows: shown.map(cells),
            tones: shown.map(({verdict}) => tones[verdict]),
            ranks: header.map(() => 'keep' as const),
          },
        ]),
    ...(lines.length === 0 ? [] : [{type: 'lines' as const, lines: lines.map((text) => ({spans: [{text}], hang: 2}))}]),
  ]
}
