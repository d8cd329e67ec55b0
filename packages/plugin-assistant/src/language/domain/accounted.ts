import type {Call} from '../../calls/domain/definition.ts'
import type {Frame} from './frame.ts'
import type {Understanding} from './intent.ts'
import type {Quantities} from './quantities.ts'
import {open} from './rules/answer.ts'
import {fillers} from './words.ts'

/** What a request for a change may say besides its names, by the command that it becomes. */
interface Share {
  readonly words: string
  readonly figures: readonly (keyof Quantities)[]
}

const things = 'named name called service services replicas all everywhere show set scale '
const shares: readonly (readonly [command: RegExp, Share])[] = [
  [
    /^deploy$/,
    {
      words: `${things}deploy create start add model models runtime best fast cheap autoscale unscaled autoscaling monitoring unmonitored url gpus accelerators available-always cost budget under less between most requests latency canary traffic percent limit than high low import hub suggest concurrency limit memory minimum maximum min max within between`,
      figures: ['replicas', 'range', 'target', 'gpus', 'usd', 'usdPer', 'percent'],
    },
  ],
  [
    /^scale$/,
    {
      words: `${things}stop start wake resume increase raise add double triple halve reduce decrease lower more fewer less up down delete another extra update zero autoscale between minimum maximum min max replicas most least deploy offline bring spin`,
      figures: ['replicas', 'range', 'target', 'more', 'by', 'percent', 'bare'],
    },
  ],
  [
    /^autoscale$/,
    {
      words: `${things}autoscale stop off disable update requests requests-per-second tokens-per-second queue-depth gpu-utilization kv-cache concurrency cpu memory between min max minimum maximum usage add per metrics`,
      figures: ['perSecond', 'percent', 'range', 'target', 'bare', 'requests', 'concurrency'],
    },
  ],
  [/^restart$/, {words: `${things}restart pods`, figures: []}],
  [
    /^delete$/,
    {
      words: 'named name called service services model models runtime runtimes namespace namespaces delete stop',
      figures: [],
    },
  ],
  [/^update$/, {words: 'service services update switch use model runtime', figures: []}],
  [
    /^rollout /,
    {
      words: `${things}rollout canary promote abort undo pause resume stop delete cancel update last previous version traffic percent set changes requests deploy`,
      figures: ['percent', 'revision', 'target'],
    },
  ],
  [/^import /, {words: 'import add model models hub name', figures: []}],
  [
    /^cleanup /,
    {words: `${things}cleanup delete unused notready model models older last past since left`, figures: ['duration']},
  ],
  [
    /^cost budget /,
    {
      words: `${things}budget create limit cost alert month months delete update monthly raise increase lower reduce decrease`,
      figures: ['usd', 'usdPer', 'percent'],
    },
  ],
  [
    /^load-test$/,
    {
      words: `${things}loadtest benchmark test requests requests-per-second traffic rps`,
      figures: ['perSecond', 'duration'],
    },
  ],
  [
    /^tune start$/,
    {words: 'tune tuning model lora qlora dataset data documents method deploy start create url', figures: []},
  ],
  [/^tune cancel$/, {words: 'tune tuning cancel stop delete abort jobs deploy', figures: []}],
  [/^rag deploy$/, {words: 'rag deploy create service index', figures: []}],
]

/** Words and figures of a change that its command has no place for. */
export function leftOver(frame: Frame, calls: readonly Call[]): readonly string[] {
  const {quantities, words, strange} = frame
  const mine = calls.flatMap(({command}) =>
    shares.filter(([matches]) => matches.test(command)).map(([, share]) => share),
  )
  const allowed = new Set(mine.flatMap(({words: told}) => told.split(' ')))
  const figures = new Set(mine.flatMap((share) => share.figures))
  const used = calls.flatMap(({input}) => Object.values(input).flat().map(String))
  const isSaid = (word: string): boolean => !fillers.has(word) && !allowed.has(word) && !/^\d/.test(word)
  return [
    ...strange.filter((word) => !used.includes(word)),
    ...new Set(words.filter((word) => isSaid(word) && !used.includes(word))),
    ...figuresOf(quantities).flatMap(([key, text]) => (figures.has(key) ? [] : text)),
    ...(quantities.leftOut === undefined ? [] : [quantities.leftOut]),
    ...(frame.isPlaceGuessed && frame.namespace !== undefined ? [`in ${frame.namespace}`] : []),
  ]
}

function figuresOf(quantities: Quantities): readonly (readonly [keyof Quantities, string])[] {
  const {bare, range, told: _told, leftOut: _leftOut, usdPer: _per, ...rest} = quantities
  const units: Readonly<Record<string, string>> = {usd: 'dollars', perSecond: 'per second', duration: '', target: ''}
  return [
    ...Object.entries(rest).map(
      ([key, figure]) => [key, `${figure} ${units[key] ?? key}`.trim()] as [keyof Quantities, string],
    ),
    ...(range ? [['range', `${range.min} to ${range.max}`] as ['range', string]] : []),
    ...bare.map((figure): ['bare', string] => ['bare', String(figure)]),
  ]
}

/** A change of which something was not understood is none: too little, too much or something else would be done. */
export function refusedRest(left: readonly string[], line: string, guessed: string | undefined): Understanding {
  const rest = left.map((text) => `"${text}"`).join(', ')
  return open(
    `${rest} ${left.length === 1 ? 'is' : 'are'} not understood beside what shall be changed: nothing is done`,
    [
      `without ${left.length === 1 ? 'it' : 'them'} this is: ${line}`,
      ...(guessed === undefined ? [] : [`for a namespace say: in namespace ${guessed}`]),
    ],
  )
}
