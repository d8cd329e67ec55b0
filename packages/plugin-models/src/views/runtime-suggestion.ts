import type {Block, View} from '@ome/sdk/view'
import type {Room} from '../domain/placement.ts'
import {type SuggestedRuntime, type Suggestion, serverVerdict} from '../domain/suggestion.ts'

const header = ['RANK', 'RUNTIME', 'ENGINE', 'GPUS', 'MEMORY', 'AUTO', 'FITS', 'SCORE', 'REASON']

/** Name, rank and reason are what a choice needs first, then whether it fits. */
const ranks = [5, 'keep', 1, 3, 2, 2, 4, 0, undefined] as const

const rooms = {free: 'yes', busy: 'busy', no: 'no', unknown: '-'} as const

/** Whether there is room: `yes`, `busy` for GPUs in use now, `no`, `-` where nodes cannot be read. */
export const roomText = (room: Room): string => rooms[room]

/** The ranked runtimes. `explain` adds warnings and how many runtimes were left out and why. */
export const runtimeSuggestion = ({explain}: {readonly explain: boolean}): View<Suggestion> => ({
  kind: 'RuntimeSuggestion',
  blocks: (suggestion) => [
    {
      type: 'table',
      header,
      ranks,
      rows: suggestion.runtimes.map((row) => cells(row, explain)),
      tones: suggestion.runtimes.map(({use}) =>
        use === 'recommended' ? 'good' : use === 'excluded' ? 'muted' : undefined,
      ),
    },
    ...footer(suggestion, explain),
  ],
  json: ({model, namespace, recommended, runtimes, omitted, server}) => ({
    model: model.name,
    scope: model.scope,
    namespace,
    recommended: recommended ?? null,
    confirmedByServer: server.answer === 'selects' && server.runtime === recommended,
    server,
    runtimes: runtimes.map(({runtime, rank, score, use, room, reason, warnings}) => ({
      name: runtime.name,
      scope: runtime.scope,
      rank: rank ?? null,
      use,
      engine: runtime.engine,
      gpus: runtime.gpus,
      memoryBytes: runtime.memoryBytes,
      autoSelect: runtime.autoSelect,
      fits: room,
      score: score ?? null,
      reason,
      warnings,
    })),
    omitted,
  }),
})

function cells(row: SuggestedRuntime, explain: boolean): readonly (string | number)[] {
  const {runtime, rank, score, use, room} = row
  const memory = runtime.memoryBytes === 0 ? '-' : `${Math.round(runtime.memoryBytes / 2 ** 30)}Gi`
  const auto = {recommended: 'yes', alternative: 'yes', 'named-only': 'named-only', excluded: '-'}[use]
  const counted = use === 'recommended' || use === 'alternative' ? score : undefined
  return [
    rank ?? '-',
    runtime.name,
    runtime.engine,
    runtime.gpus,
    memory,
    auto,
    rooms[room],
    counted ?? '-',
    reasonOf(row, explain),
  ]
}

/** The controller's reasons begin with the model's whole label, which is the same in every row. */
function reasonOf({use, reason}: SuggestedRuntime, explain: boolean): string {
  if (use === 'recommended') return `recommended: ${reason}`
  if (use !== 'excluded') return reason
  return `excluded: ${explain ? reason : reason.replace(/^model format '[^']*' not in supported formats: /, '')}`
}

function footer(suggestion: Suggestion, explain: boolean): readonly Block[] {
  const {model, omitted, runtimes} = suggestion
  const warnings = runtimes.flatMap(({runtime, reason, warnings: each}) =>
    each.filter((warning) => !reason.includes(warning)).map((warning) => `${runtime.name}: ${warning}`),
  )
  const lines = [
    ...(omitted > 0
      ? [`not shown: ${omitted} for other architectures than ${model.architecture ?? 'unknown'} (--all)`]
      : []),
    ...(explain ? [...explanation(suggestion), ...warnings] : []),
    serverVerdict(suggestion),
    ...(explain && suggestion.server.answer === 'refuses' ? [suggestion.server.reason] : []),
  ]
  return [{type: 'text', text: lines.join('\n')}]
}

const explanation = ({model}: Suggestion): readonly string[] => [
  `model ${model.name}: architecture ${model.architecture ?? '-'}, format ${named(model.format)}, framework ${model.framework ? named(model.framework) : '-'}, quantization ${model.quantization ?? '-'}, size ${model.size ?? '-'}`,
  'order: runtimes of the namespace, then score (weights x priority), then closeness of the size range, then name',
]

const named = ({name, version}: {readonly name: string; readonly version?: string}): string =>
  version === undefined ? name : `${name} ${version}`
