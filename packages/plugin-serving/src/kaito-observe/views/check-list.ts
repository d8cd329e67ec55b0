import type {Block, Tone, View} from '@ome/sdk/view'
import type {ObjectCheck} from '../domain/object-check.ts'

const tones: Readonly<Record<ObjectCheck['result'], Tone>> = {ok: 'good', fail: 'bad', skip: 'muted', unknown: 'muted'}

const latency = ({latencyMs}: ObjectCheck): string => (latencyMs === undefined ? '-' : `${latencyMs} ms`)

const face = ({latencyMs, next, ...check}: ObjectCheck) => ({
  ...check,
  latencyMs: latencyMs ?? null,
  next: next ?? null,
})

/** Checks of one object. */
export const checkList: View<readonly ObjectCheck[]> & Required<Pick<View<readonly ObjectCheck[]>, 'columns'>> = {
  kind: 'HealthCheckList',
  columns: [
    {header: 'OBJECT', value: ({noun, name}) => `${noun}/${name}`, rank: 'keep'},
    {header: 'CHECK', value: ({check}) => check, rank: 'keep'},
    {header: 'RESULT', value: ({result}) => result, rank: 'keep', tone: ({result}) => tones[result]},
    {header: 'LATENCY', value: latency, align: 'right'},
    {header: 'DETAIL', value: ({detail}) => detail},
  ],
  json: face,
  name: ({noun, name, check}) => `${noun}/${name}/${check.replaceAll(' ', '/')}`,
  empty: 'nothing is served here',
}

/** Checks of objects of all namespaces. */
export const checksOfAll: View<readonly ObjectCheck[]> = {
  ...checkList,
  columns: [{header: 'NAMESPACE', value: ({namespace}) => namespace}, ...checkList.columns],
}

/** A part per object, those in trouble first. */
export const checkReport: View<readonly ObjectCheck[]> = {
  kind: 'HealthReport',
  blocks: (checks) => [...grouped(checks)].flatMap(section),
  json: face,
  empty: 'nothing is served here',
}

function grouped(checks: readonly ObjectCheck[]): readonly (readonly ObjectCheck[])[] {
  const groups = [...Map.groupBy(checks, ({namespace, noun, name}) => `${namespace}/${noun}/${name}`).values()]
  return groups.sort((left, right) => Number(isWell(left)) - Number(isWell(right)))
}

const isWell = (checks: readonly ObjectCheck[]): boolean => checks.every(({result}) => result !== 'fail')

function section(checks: readonly ObjectCheck[]): readonly Block[] {
  const [first] = checks
  if (!first) return []
  const {noun, name, namespace} = first
  const failed = checks.filter(({result}) => result === 'fail').length
  const verdict = failed === 0 ? 'well' : `${failed} of ${checks.length} checks fail`
  const next = checks.flatMap((each) => each.next ?? [])
  return [
    {
      type: 'lines',
      lines: [
        {
          spans: [
            {text: `${noun}/${name}`, tone: 'strong'},
            {text: ` in ${namespace}: `},
            {text: verdict, tone: failed === 0 ? 'good' : 'bad'},
          ],
        },
      ],
    },
    {
      type: 'table',
      header: ['CHECK', 'RESULT', 'LATENCY', 'DETAIL'],
      rows: checks.map((each) => [each.check, each.result, latency(each), each.detail]),
      tones: checks.map(({result}) => tones[result]),
    },
    ...(next.length > 0 ? [{type: 'text' as const, text: next.join('\n')}] : []),
  ]
}
