import {age} from '@ome/sdk/units'
import type {Tone} from '@ome/sdk/view'
import type {GrovePod} from '../../domain/grove-pod.ts'
import {domainsText, gpusOf as gpusOfSet, healthTone, phaseTone, scoreText} from '../../look/views/set-words.ts'
import {gpusOf} from '../domain/rows.ts'
import {type Level, podsOf, type RoleTwig, type Twig} from '../domain/twig.ts'

export interface Cell {
  readonly text: string
  readonly tone?: Tone | undefined
}

export interface Heading {
  readonly title: string
  /** Columns of the terminal. The first one takes what is left. */
  readonly width: number
  /** Shown with Ctrl-W alone. */
  readonly wide?: boolean
}

const head = (title: string, width: number, wide = false): Heading => ({title, width, wide})

const headings: Readonly<Record<Level, readonly Heading[]>> = {
  set: [
    head('READY', 7),
    head('GPUS', 5),
    head('PLACEMENT', 13),
    head('HEALTH', 11),
    head('AGE', 6),
    head('REV', 4, true),
    head('NAMESPACE', 16, true),
  ],
  replica: [head('GANGS', 6), head('GPUS', 5), head('PHASE', 10)],
  gang: [
    head('PHASE', 9),
    head('READY', 7),
    head('GPUS', 5),
    head('PLACEMENT', 13),
    head('AGE', 6),
    head('SET', 20, true),
  ],
  role: [head('READY', 7), head('MIN', 4), head('GPUS', 5), head('STATUS', 9), head('WHERE', 18), head('NEW', 5, true)],
  worker: [head('STATUS', 13), head('GPUS', 5), head('WHERE', 18), head('AGE', 6)],
  pod: [
    head('STATUS', 13),
    head('GPUS', 5),
    head('NODE', 16),
    head('AGE', 6),
    head('RESTARTS', 8, true),
    head('POD', 40, true),
  ],
  node: [head('PODS', 5), head('GPUS', 5), head('SETS', 24)],
}

/** Columns of a level beside the name. */
export const headingsOf = (level: Level, wide: boolean): readonly Heading[] =>
  headings[level].filter((heading) => wide || !heading.wide)

const titles: Readonly<Record<Level, string>> = {
  set: 'SET',
  replica: 'REPLICA',
  gang: 'GANG',
  role: 'ROLE',
  worker: 'WORKER',
  pod: 'POD',
  node: 'NODE',
}
export const titleOf = (level: Level): string => titles[level]

const counted = (ready: number, desired: number): Cell => ({
  text: `${ready}/${desired}`,
  tone: ready < desired ? 'warn' : 'good',
})

/** Texts of a row, one for each heading. Only rows that are seen are asked for. */
export function cellsOf(twig: Twig, now: Date): Readonly<Record<string, Cell>> {
  switch (twig.level) {
    case 'set': {
      const {set} = twig
      const roles = set.replicas.flatMap((replica) => replica.roles)
      const [ready, desired] = [sum(roles.map((role) => role.ready)), sum(roles.map((role) => role.desired))]
      const tone = set.placement.stragglers.length > 0 ? 'warn' : undefined
      return {
        READY: counted(ready, desired),
        GPUS: {text: String(gpusOfSet(set) ?? '-')},
        PLACEMENT: {text: scoreText(set.placement), tone},
        HEALTH: {text: set.health, tone: healthTone(set.health)},
        AGE: {text: age(set.createdAt, now)},
        REV: {text: String(set.revision?.number ?? '-')},
        NAMESPACE: {text: set.namespace},
      }
    }
    case 'replica': {
      const {gangs} = twig.replica
      const worst = gangs.find(({phase}) => phase !== 'Running')?.phase ?? 'Running'
      return {
        GANGS: counted(gangs.filter(({phase}) => phase === 'Running').length, gangs.length),
        GPUS: {text: String(gpusOf(twig))},
        PHASE: {text: worst, tone: phaseTone(worst)},
      }
    }
    case 'gang': {
      const {gang} = twig
      return {
        PHASE: {text: gang.phase, tone: phaseTone(gang.phase)},
        READY: counted(sum(gang.cliques.map((one) => one.ready)), sum(gang.cliques.map((one) => one.desired))),
        GPUS: {text: String(gpusOf(twig))},
        PLACEMENT: {text: scoreText(gang.placement)},
        AGE: {text: age(gang.createdAt, now)},
        SET: {text: gang.set},
      }
    }
    case 'role':
      return roleCells(twig)
    case 'worker': {
      const {worker} = twig
      return {
        STATUS: {text: worker.state, tone: stateTones[worker.state]},
        GPUS: {text: String(worker.gpus)},
        WHERE: {text: worker.domain ?? '-'},
        AGE: {text: age(worker.pods[0]?.createdAt, now)},
      }
    }
    case 'pod': {
      const {pod} = twig
      return {
        STATUS: {text: pod.state, tone: stateTones[pod.state]},
        GPUS: {text: String(pod.gpus)},
        NODE: {text: pod.node ?? '-'},
        AGE: {text: age(pod.createdAt, now)},
        RESTARTS: {text: String(pod.restarts), tone: pod.restarts > 0 ? 'warn' : undefined},
        POD: {text: pod.name},
      }
    }
    case 'node':
      return {
        PODS: {text: String(twig.pods.length)},
        GPUS: {text: String(gpusOf(twig))},
        SETS: {text: [...new Set(twig.pods.map(({set}) => set.name))].join(', ')},
      }
  }
}

const stateTones: Readonly<Record<GrovePod['state'], Tone | undefined>> = {
  ready: 'good',
  starting: 'warn',
  waiting: 'warn',
  pending: 'warn',
  gated: 'warn',
  going: 'muted',
  unready: 'bad',
  unschedulable: 'bad',
  failed: 'bad',
}

function roleCells(twig: RoleTwig): Readonly<Record<string, Cell>> {
  const {workers, cliques, gang, role, set} = twig
  const ready = workers.filter(({isReady}) => isReady).length
  const part = set.replicas.find(({index}) => index === gang.replica)?.roles.find((one) => one.role.name === role.name)
  const isWhole = gang.base === undefined && role.kind === 'PodClique'
  const desired = isWhole ? (part?.desired ?? workers.length) : workers.length
  const isBreached = cliques.some(({breach}) => breach !== undefined)
  const state = isBreached ? 'breach' : ready < desired ? 'waiting' : 'ready'
  const where = part ? domainsText({workers}, false) : ''
  return {
    READY: counted(ready, desired),
    MIN: {text: String(part?.minimum ?? role.minAvailable)},
    GPUS: {text: String(podsOf(twig).reduce((all, {gpus}) => all + gpus, 0))},
    STATUS: {text: state, tone: isBreached ? 'bad' : ready < desired ? 'warn' : 'good'},
    WHERE: {text: where === '' ? '-' : where},
    NEW: {text: `${workers.filter(({isNew}) => isNew).length}/${workers.length}`},
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)
