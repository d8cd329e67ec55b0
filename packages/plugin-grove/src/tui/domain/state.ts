import type {SetMetrics} from '../../look/domain/role-metrics.ts'
import {forestRoute, type Route} from './forest.ts'
import type {Input} from './input.ts'
import type {Data, Listing, Sort} from './rows.ts'
import {setOf, type Twig} from './twig.ts'

/** The whole page, as plain data. */
export interface State {
  readonly options: Options
  readonly size: Size
  /** Milliseconds; moved by ticks. */
  readonly now: number
  readonly route: Route
  readonly cursorUid?: string | undefined
  /** First row that is shown. */
  readonly offset: number
  readonly filter: string
  readonly sort: Sort
  readonly onlyFaults: boolean
  readonly wide: boolean
  readonly focus: Focus
  /** Lines that are scrolled past in the panes beside the tree; what draws keeps them inside the text. */
  readonly scroll: Readonly<Record<Exclude<Focus, 'tree'>, number>>
  readonly panes: {readonly side: Side; readonly events: boolean}
  readonly overlay?: Overlay | undefined
  readonly prompt?: Prompt | undefined
  readonly marks: ReadonlySet<string>
  readonly data?: Data | undefined
  readonly listing: Listing
  readonly metrics: Metrics
  /** Since when nothing is heard of the cluster, and why. */
  readonly stale?: {readonly since: number; readonly text: string} | undefined
  readonly toast?: Toast | undefined
  /** A plan is made or carried out. */
  readonly busy?: string | undefined
  /** Names of contexts to go to, once they were asked for. */
  readonly contexts?: readonly string[] | undefined
}

export interface Options {
  /** Set that was asked for. */
  readonly name?: string | undefined
  readonly namespace?: string | undefined
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
  readonly readOnly: boolean
  readonly ascii: boolean
}

export interface Size {
  readonly width: number
  readonly height: number
}

export type Focus = 'tree' | 'side' | 'events'
export type Side = 'topology' | 'rollout' | 'metrics'

export interface Toast {
  readonly text: string
  readonly tone?: 'good' | 'bad' | undefined
  readonly until: number
}

export interface Metrics {
  /** Set that they are of: its uid. */
  readonly uid?: string | undefined
  readonly value?: SetMetrics | undefined
  readonly failure?: string | undefined
}

/** Something over the panes, scrolled by `offset`. */
export type Overlay = {readonly offset: number} & (
  | {readonly type: 'keys'}
  | {readonly type: 'side'}
  | {readonly type: 'why'}
  | {readonly type: 'text'; readonly title: string; readonly lines: readonly string[]}
  | {readonly type: 'logs'; readonly title: string; readonly lines: readonly string[]; readonly follows: boolean}
  | {readonly type: 'plan'; readonly title: string; readonly lines: readonly string[]; readonly canApply: boolean}
)

export interface Prompt {
  readonly type: 'filter' | 'command' | 'scale'
  readonly text: string
  /** What the line was before. */
  readonly before: string
}

export type PlanWish =
  | {
      readonly verb: 'scale'
      readonly roles: Readonly<Record<string, number>>
      readonly replicaIndex?: number | undefined
    }
  | {readonly verb: 'restart'; readonly roles: readonly string[]}
  | {readonly verb: 'undo' | 'pause' | 'resume' | 'abort'}

export interface PodLog {
  readonly namespace: string
  readonly name: string
  readonly container?: string | undefined
  readonly previous: boolean
}

export type KindOfYaml = 'PodCliqueSet' | 'PodGang' | 'PodClique' | 'PodCliqueScalingGroup' | 'Pod' | 'Node'

export type Event =
  | {readonly type: 'input'; readonly input: Input}
  | {readonly type: 'resize'; readonly size: Size}
  | {readonly type: 'data'; readonly data: Data}
  | {readonly type: 'tick'; readonly now: number}
  | {readonly type: 'log-lines'; readonly lines: readonly string[]}
  | {readonly type: 'text'; readonly title: string; readonly lines: readonly string[]}
  | {readonly type: 'metrics'; readonly metrics: Metrics}
  | {readonly type: 'plan-ready'; readonly title: string; readonly lines: readonly string[]; readonly canApply: boolean}
  | {readonly type: 'write-done'; readonly text: string; readonly failed?: boolean}
  | {readonly type: 'told'; readonly text: string}
  | {readonly type: 'contexts'; readonly names: readonly string[]}
  | {readonly type: 'lost'; readonly text: string}
  | {readonly type: 'found'}

export type Effect =
  | {readonly type: 'watch'; readonly namespace?: string | undefined; readonly context?: string | undefined}
  | {readonly type: 'logs'; readonly pod: PodLog}
  | {readonly type: 'stop-logs'}
  | {readonly type: 'contexts'}
  | {readonly type: 'yaml'; readonly kind: KindOfYaml; readonly name: string; readonly namespace?: string | undefined}
  | {readonly type: 'measure'; readonly uid: string; readonly name: string; readonly namespace: string}
  | {readonly type: 'plan'; readonly name: string; readonly namespace: string; readonly wish: PlanWish}
  | {readonly type: 'apply'}
  | {readonly type: 'copy'; readonly text: string}
  | {readonly type: 'suspend'}
  | {readonly type: 'quit'; readonly cancelled: boolean}

export interface Next {
  readonly state: State
  readonly effects: readonly Effect[]
}

export const noScroll: State['scroll'] = {side: 0, events: 0}
export const noListing: Listing = {way: [], rows: [], total: 0}

export const initialState = (options: Options, size: Size, now: number): State => ({
  options,
  size,
  now,
  route: forestRoute,
  offset: 0,
  filter: '',
  sort: 'tree',
  onlyFaults: false,
  wide: false,
  focus: 'tree',
  scroll: noScroll,
  panes: {side: 'topology', events: true},
  marks: new Set(),
  listing: noListing,
  metrics: {},
})

/** The row that the cursor is on; -1 where it is on none. */
export function cursorIndex({cursorUid, listing}: State): number {
  if (cursorUid === undefined) return -1
  const known = places.get(listing)
  if (known?.uid === cursorUid) return known.index
  const {rows} = listing
  // It mostly stands beside where it stood.
  const near = known && [known.index + 1, known.index - 1].find((index) => rows[index]?.uid === cursorUid)
  const index = near ?? rows.findIndex(({uid}) => uid === cursorUid)
  places.set(listing, {uid: cursorUid, index})
  return index
}

/** Looked for once for each cursor: a table of all rows would take longer than a look at them. */
const places = new WeakMap<Listing, {readonly uid: string; readonly index: number}>()

export const twigAtCursor = (state: State): Twig | undefined => state.listing.rows[cursorIndex(state)]

/** What keys act on: the row of the cursor, or what its rows are part of. */
export const chosenTwig = (state: State): Twig | undefined => twigAtCursor(state) ?? state.listing.way.at(-1)

/** The set that the panes are about. */
export const chosenSet = (state: State) => setOf(chosenTwig(state)) ?? setOf(state.listing.way.at(-1))

const toastMs = 6000

export const toasted = (state: State, text: string, tone?: Toast['tone']): State => ({
  ...state,
  toast: {text, tone, until: state.now + toastMs},
})
